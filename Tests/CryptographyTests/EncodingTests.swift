import Cryptography
import Testing

@Suite("Hexadecimal and base64")
struct EncodingTests {
    @Test(
        "base64 agrees with RFC 4648, section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func rfc4648(plain: String, text: String) {
        let bytes = Array(plain.utf8)
        let bare = text.filter { $0 != "=" }
        #expect(Base64.encode(bytes, padded: true) == text)
        #expect(Base64.encode(bytes, padded: false) == bare)
        #expect(Base64.decode(text, padded: true) == bytes)
        #expect(Base64.decode(bare, padded: false) == bytes)
        if text != bare {
            #expect(Base64.decode(bare, padded: true) == nil)
            #expect(Base64.decode(text, padded: false) == nil)
        }
    }

    @Test("every byte at every place of a group survives base64 and hexadecimal")
    func roundTrip() {
        for byte in UInt8.min...UInt8.max {
            for length in 1...6 {
                let bytes = (0..<length).map { byte &+ UInt8($0 * 37) }
                for padded in [true, false] {
                    #expect(Base64.decode(Base64.encode(bytes, padded: padded), padded: padded) == bytes)
                }
                #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            }
        }
    }

    @Test(
        "base64 that is not canonical is refused",
        arguments: [
            "Zh==", "Zm9=", "Zg=", "Zg", "Z", "=", "==", "====", "Zm8==", "Zg==Zg==", "Zg= =", " Zg==", "Zg==\n",
            "Zm9v\n", "Zm-v", "Zm_v", "Zg===", "Zm9vZg", "é===", "Z===",
        ])
    func notCanonical(text: String) {
        #expect(Base64.decode(text, padded: true) == nil)
    }

    @Test("unpadded base64 that is not canonical is refused", arguments: ["Zh", "Zm9", "Z", "Zg==", "Zm9vY", "Zg\n"])
    func notCanonicalBare(text: String) {
        #expect(Base64.decode(text, padded: false) == nil)
    }

    @Test("hexadecimal reads both cases and nothing else")
    func hex() {
        #expect(Hex.encode([0, 1, 0xab, 0xff] as [UInt8]) == "0001abff")
        #expect(Hex.decode("0001ABff") == [0, 1, 0xab, 0xff])
        #expect(Hex.decode("") == [])
        for text in ["0", "000", "0g", "g0", " 00", "0x00", "00 ", "００", "-1"] { #expect(Hex.decode(text) == nil) }
    }
}
