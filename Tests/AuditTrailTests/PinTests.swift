import AuditTrail
import Cryptography
import Testing
import Vault

struct PinTests {
    private let signer: StationKey
    private let pin = Pin(
        practice: id(0xab), root: hash("root"), person: id(0xcd), epoch: 2, size: 1_234, tree: hash("tree"),
        chainHead: ChainHead(position: 17, hash: hash("chain")), own: OwnHead(counter: 99, hash: hash("own")),
        latest: 1_800_000_000)
    private let file: [UInt8]

    init() throws {
        signer = try StationKey.generate()
        file = try pin.file(signedBy: signer)
    }

    private func reading(_ file: [UInt8]) -> AuditError? {
        refusal { _ = try Pin(parsing: file, key: signer.publicKey) }
    }

    private func reading(_ text: String) -> AuditError? { reading(Array(text.utf8)) }

    @Test("a pin is read back as it was written, at the ends of its ranges too")
    func roundTrip() throws {
        #expect(try Pin(parsing: file, key: signer.publicKey) == pin)
        for (least, seconds) in [(true, Int64(-62_135_596_800)), (true, 0), (false, 253_402_300_799)] {
            let other = Pin(
                practice: .none, root: .zero, person: .none, epoch: least ? 0 : .max, size: least ? 0 : .max,
                tree: .zero, chainHead: ChainHead(position: least ? 0 : .max, hash: .zero),
                own: least ? .none : OwnHead(counter: .max, hash: .zero), latest: seconds)
            #expect(try Pin(parsing: other.file(signedBy: signer), key: signer.publicKey) == other)
        }
    }

    @Test(
        "a time that no clock shows makes a pin malformed, whoever signed it",
        arguments: [
            Int64.min, -62_135_596_801, 253_402_300_800, .max,
        ])
    func impossibleTime(seconds: Int64) throws {
        let other = Pin(
            practice: .none, root: .zero, person: .none, epoch: 1, size: 1, tree: .zero,
            chainHead: ChainHead(position: 0, hash: .zero), own: .none, latest: seconds)
        #expect(try reading(other.file(signedBy: signer)) == .malformed(.pin))
    }

    @Test("the file has the lines of the format, in their order")
    func lines() throws {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.dropLast(2) == [
                "tacet-pin 1", "practice \(pin.practice.hex)"[...], "root \(pin.root.hex)"[...],
                "person \(pin.person.hex)"[...], "log 2 1234 \(pin.tree.hex)"[...],
                "chain 17 \(pin.chainHead.hash.hex)"[...], "own 99 \(pin.own.hash.hex)"[...], "latest 1800000000",
            ])
        #expect(lines.dropLast().last?.hasPrefix("signature ") == true)
        #expect(lines.last == "")
    }

    @Test("every altered byte is refused")
    func everyByte() throws {
        for place in file.indices {
            for altered in alterations(of: file, at: place) {
                #expect(reading(altered) != nil, "byte \(place): \(String(decoding: altered, as: UTF8.self))")
            }
        }
    }

    @Test("a pin cut at any place is refused")
    func everyCut() throws {
        for count in file.indices { #expect(reading(Array(file[..<count])) != nil, "\(count) bytes") }
    }

    @Test("a pin that somebody else signed is refused")
    func wrongKey() throws {
        let other = try StationKey.generate()
        #expect(refusal { _ = try Pin(parsing: file, key: other.publicKey) } == .badSignature(.pin))
    }

    @Test("the same numbers written otherwise are malformed, though the signature holds for what they mean")
    func otherForms() throws {
        let text = String(decoding: file, as: UTF8.self)
        for (written, otherwise) in [
            ("log 2 ", "log +2 "), ("log 2 ", "log 02 "), ("1234", "+1234"), ("17 ", "017 "), ("99 ", "+99 "),
            ("latest 1", "latest +1"), (pin.tree.hex, pin.tree.hex.uppercased()), ("abab", "ABAB"),
        ] {
            let altered = text.replacing(written, with: otherwise)
            #expect(altered != text)
            #expect(reading(altered) == .malformed(.pin), "\(otherwise)")
        }
    }

    @Test("lines that are missing, moved, doubled or added are malformed")
    func otherLines() throws {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").map { $0 + "\n" }
        for place in lines.indices {
            var (missing, doubled, added) = (lines, lines, lines)
            missing.remove(at: place)
            doubled.insert(lines[place], at: place)
            added.insert("note 1\n", at: place)
            for other in [missing, doubled, added] { #expect(reading(other.joined()) == .malformed(.pin)) }
            for second in lines.indices where second > place {
                var moved = lines
                moved.swapAt(place, second)
                #expect(reading(moved.joined()) == .malformed(.pin))
            }
        }
        let text = lines.joined()
        for other in ["", "\n", text + "\n", text + "x", "\u{FEFF}" + text, text.replacing("\n", with: "\r\n")] {
            #expect(reading(other) == .malformed(.pin))
        }
    }

    @Test("a file of any length is refused in time, and bytes that are no text too")
    func noText() throws {
        #expect(reading([UInt8](repeating: 0x0a, count: 5_000_000)) == .malformed(.pin))
        #expect(reading(file + [UInt8](repeating: 0x20, count: 4_096)) == .malformed(.pin))
        #expect(reading([0xff, 0xfe]) == .malformed(.pin))
    }
}
