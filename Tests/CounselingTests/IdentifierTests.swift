import Counseling
import Foundation
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    private let counting = Array(UInt8(0)...15)

    @Test("bytes, hexadecimal and base 32 name the same identifier")
    func forms() throws {
        let id = try Identifier<Client>(bytes: counting)
        #expect(id.bytes == counting)
        #expect(id.hex == "000102030405060708090a0b0c0d0e0f")
        #expect(try Identifier(hex: id.hex) == id)
        #expect(id.fullForm == "000G-40R4-0M30-E209-185G-R38E-1W")
        #expect(try Identifier(text: id.fullForm) == id)
        #expect(try JSONDecoder().decode(Identifier<Client>.self, from: JSONEncoder().encode(id)) == id)
    }

    @Test("every single bit of an identifier survives every form")
    func everyBit() throws {
        for bit in 0..<128 {
            var raw = [UInt8](repeating: 0, count: 16)
            raw[bit / 8] = 1 << UInt8(bit % 8)
            let id = try Identifier<SessionNote>(bytes: raw)
            #expect(id.bytes == raw)
            #expect(try Identifier(hex: id.hex) == id)
            #expect(try Identifier(text: id.fullForm) == id)
        }
    }

    @Test("Crockford's digits are told apart from their look-alikes, and U, I, L and O are never written")
    func alphabet() throws {
        // 0x00443214C74254B635CF84653A56D7C675BE77DF spells the alphabet in order.
        let all: [UInt8] = [
            0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF, 0x84, 0x65, 0x3A, 0x56, 0xD7, 0xC6, 0x75, 0xBE,
            0x77, 0xDF,
        ]
        #expect(CrockfordBase32.encode(all) == "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        #expect(try CrockfordBase32.decode("0123456789abcdefghjkmnpqrstvwxyz") == all)
        #expect(try CrockfordBase32.decode("OoIi-LlQz") == CrockfordBase32.decode("0011-11QZ"))
    }

    @Test("what no identifier has in it is refused with its place")
    func foreignCharacters() {
        #expect(throws: CounselingError.identifier(.notInAlphabet(position: 3))) { try CrockfordBase32.decode("7KU") }
        #expect(throws: CounselingError.identifier(.notInAlphabet(position: 1))) { try CrockfordBase32.decode("林") }
        #expect(throws: CounselingError.identifier(.notInAlphabet(position: 6))) {
            try CrockfordBase32.normalized("7K-3M\n")
        }
    }

    @Test("a text that is cut, lengthened or has bits to spare is no identifier")
    func wrongLengths() throws {
        let full = try Identifier<Client>(bytes: counting).fullForm
        #expect(throws: CounselingError.self) { try Identifier<Client>(text: String(full.dropLast())) }
        #expect(throws: CounselingError.self) { try Identifier<Client>(text: full + "0") }
        #expect(throws: CounselingError.identifier(.wrongLength(26))) {
            try Identifier<Client>(text: String(full.dropLast()) + "X")
        }
        #expect(throws: CounselingError.identifier(.wrongByteCount(0))) { try Identifier<Client>(text: "") }
        #expect(throws: CounselingError.identifier(.wrongByteCount(15))) {
            try Identifier<Client>(bytes: counting.dropLast())
        }
    }

    @Test(
        "a stored identifier has one spelling",
        arguments: ["", "00", "000102030405060708090A0B0C0D0E0F", "zz0102030405060708090a0b0c0d0e0f"])
    func oneStoredSpelling(hex: String) {
        #expect(throws: CounselingError.identifier(.notHexadecimal)) { try Identifier<Client>(hex: hex) }
    }

    @Test(
        "a prefix matches in either case, with look-alikes, hyphens and spaces; a foreign one is an error, not a miss")
    func prefixes() throws {
        let id = try Identifier<Client>(bytes: counting)
        for prefix in ["000G", "ooog-4", " 000 g40", id.fullForm, id.fullForm.lowercased()] {
            #expect(try id.matches(prefix: prefix))
        }
        for prefix in ["1", "0", "01", "000H", id.fullForm + "0"] { #expect(try !id.matches(prefix: prefix)) }
        // What documents write is taken by its beginning, where that is so long that nobody types it.
        let other = try Identifier<Client>(hex: "d3a90c7d431aa5add43b9c1fe1d3aa51")
        for count in 12...32 {
            let typed = try Identifier<Client>.characters(typed: String(other.hex.prefix(count)))
            #expect(try other.matches(prefix: typed) && !id.matches(prefix: typed), "\(count)")
        }
        #expect(try !other.matches(prefix: "ffff" + String(other.hex.dropFirst(4).prefix(12))))
        #expect(throws: CounselingError.identifier(.empty)) { try id.matches(prefix: " - ") }
        #expect(throws: CounselingError.identifier(.notInAlphabet(position: 2))) { try id.matches(prefix: "0U") }
    }

    @Test("short forms have four characters, or as many as tell the identifiers apart")
    func shortForms() throws {
        let first = try Identifier<Client>(hex: "00000000000000000000000000000000")
        let second = try Identifier<Client>(hex: "00000000010000000000000000000000")
        #expect(Identifier.charactersNeeded(among: [first]) == 4)
        #expect(Identifier.charactersNeeded(among: [Identifier<Client>]()) == 4)
        #expect(Identifier.charactersNeeded(among: [first, first]) == 4)
        let needed = Identifier.charactersNeeded(among: [first, second])
        #expect(first.shortForm(characters: needed) != second.shortForm(characters: needed))
        #expect(first.shortForm(characters: needed - 1) == second.shortForm(characters: needed - 1))
        #expect(first.shortForm(characters: 1) == "0000")
        #expect(first.shortForm(characters: 99) == first.fullForm)
    }

    @Test("a client code is the beginning of the identifier, and is found with or without its mark")
    func clientCodes() throws {
        let id = try Identifier<Client>(text: "7K3M-9QAB-CDEF-GHJK-MNPQ-RSTV-W0")
        #expect(ClientCode(of: id).description == "C-7K3M")
        #expect(ClientCode(of: id, characters: 6).description == "C-7K3M-9Q")
        for typed in ["C-7K3M", "c-7k3m", " 7K3M ", "7k3m-9q", "C-7K3M-9Q"] {
            #expect(try id.matches(prefix: ClientCode.prefix(in: typed)))
        }
        #expect(try !id.matches(prefix: ClientCode.prefix(in: "C7K3")))
    }
}
