import Cryptography
import Testing

@testable import AgeFile

/// `age1…` and `AGE-SECRET-KEY-1…`, and Bech32 below them.
struct KeyTextTests {
    /// The pair that the specification prints (C2SP age, "The X25519 recipient type").
    private static let identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    private static let recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

    @Test("the specification's identity has the specification's recipient, and both are written as they were read")
    func specification() throws {
        let identity = try AgeIdentity(bech32: secret(KeyTextTests.identity))
        #expect(identity.recipient.bech32 == KeyTextTests.recipient)
        #expect(try identity.bech32().revealed() == Array(KeyTextTests.identity.utf8))
        #expect(try AgeRecipient(bech32: KeyTextTests.recipient) == identity.recipient)
    }

    @Test("a new identity survives being written and read")
    func generated() throws {
        for _ in 0..<20 {
            let identity = try AgeIdentity.generate()
            let read = try AgeIdentity(bech32: identity.bech32())
            #expect(read.recipient == identity.recipient)
            #expect(try AgeRecipient(bech32: identity.recipient.bech32) == identity.recipient)
        }
    }

    @Test("a recipient with one character changed, dropped, added or capitalised is refused")
    func damagedRecipient() {
        let text = Array(KeyTextTests.recipient.utf8)
        var damaged: [[UInt8]] = [[], text + [0x71], text + [0x0a], [0x20] + text, Array(KeyTextTests.identity.utf8)]
        for place in text.indices {
            for character in Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l1b".utf8) where character != text[place] {
                var changed = text
                changed[place] = character
                damaged.append(changed)
            }
            var (dropped, capitalised) = (text, text)
            dropped.remove(at: place)
            damaged.append(dropped)
            capitalised[place] &= 0xdf
            if (0x61...0x7a).contains(text[place]) { damaged.append(capitalised) }
        }
        damaged.append(Array(KeyTextTests.recipient.uppercased().utf8))
        for text in damaged {
            let text = String(decoding: text, as: UTF8.self)
            #expect(refusal { _ = try AgeRecipient(bech32: text) } == .invalidRecipient, "\(text)")
        }
    }

    @Test("an identity in small or mixed letters or with anything around it is refused")
    func damagedIdentity() {
        let text = KeyTextTests.identity
        let mixed = text.dropLast() + "x"
        for text in [
            text.lowercased(), String(mixed), text + "\n", " " + text, String(text.dropLast()), "", "AGE-SECRET-KEY-1",
        ] {
            #expect(refusal { _ = try AgeIdentity(bech32: secret(text)) } == .invalidIdentity, "\(text)")
        }
    }

    @Test(
        "valid strings of BIP 173 decode and encode to themselves",
        arguments: [
            ("A12UEL5L", "A", 0), ("a12uel5l", "a", 0), ("?1ezyfcl", "?", 0),
            (
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", 0
            ),
            ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 20),
            ("11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j", "1", 51),
            ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", 30),
        ])
    func validBech32(_ text: String, prefix: String, count: Int) throws {
        let bytes = try #require(KeyTextTests.decode(text, prefix: prefix, count: count))
        var written = [UInt8](repeating: 0, count: Bech32.textCount(of: count, prefix: Array(prefix.utf8)))
        bytes.withUnsafeBytes { bytes in
            written.withUnsafeMutableBytes { Bech32.encode(bytes, prefix: Array(prefix.utf8), into: $0) }
        }
        #expect(String(decoding: written, as: UTF8.self) == text)
    }

    /// Those of an empty prefix are left out: the prefix is the caller's here, and never empty.
    @Test(
        "invalid strings of BIP 173 are refused",
        arguments: [
            ("A1G7SGD8", "A", 0), ("x1b4n0q5v", "x", 0), ("li1dgmt3", "li", 0), ("de1lg7wt\u{ff}", "de", 0),
            ("A12UEL5l", "A", 0), ("a12UEL5L", "a", 0),
        ])
    func invalidBech32(_ text: String, prefix: String, count: Int) {
        #expect(KeyTextTests.decode(text, prefix: prefix, count: count) == nil)
    }

    @Test("padding bits that are not zero are refused, although the checksum is right")
    func padding() {
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        for last in 0..<32 as Range<UInt8> {
            var checksum = Bech32Checksum(prefix: Array("age".utf8))
            let groups: [UInt8] = [3, last]
            groups.forEach { checksum.absorb($0) }
            let text = "age1" + String(decoding: (groups + checksum.groups).map { alphabet[Int($0)] }, as: UTF8.self)
            let bytes = KeyTextTests.decode(text, prefix: "age", count: 1)
            #expect(bytes == (last & 3 == 0 ? [3 << 3 | last >> 2] : nil))
        }
    }

    private static func decode(_ text: String, prefix: String, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let isValid = Array(text.utf8).withUnsafeBytes { text in
            bytes.withUnsafeMutableBytes { Bech32.decode(text, prefix: Array(prefix.utf8), into: $0) }
        }
        return isValid ? bytes : nil
    }
}
