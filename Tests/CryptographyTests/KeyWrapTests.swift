import Cryptography
import Testing

@Suite("AES Key Wrap")
struct KeyWrapTests {
    @Test(
        "wrapping and unwrapping agree with RFC 3394 and with NIST",
        arguments: try Vector.all("aes-256-key-wrap-rfc3394") + Vector.all("aes-256-key-wrap-nist"))
    func vectors(vector: Vector) throws {
        let key = try vector.secret("key")
        let wrapped = try vector.bytes("wrapped")
        guard vector.passes else {
            #expect(throws: CryptographyError.wrongKeyOrAltered) {
                _ = try AES256KeyWrap.unwrap(wrapped, under: try vector.secret("key"))
            }
            return
        }
        let secret = try vector.secret("secret")
        #expect(try AES256KeyWrap.wrap(secret, under: key) == wrapped)
        let unwrapped = try AES256KeyWrap.unwrap(wrapped, under: key)
        #expect(unwrapped.isEqual(to: secret) == true)
    }

    @Test("a change of any byte is refused, and the same unwrapper goes on giving right results")
    func tampering() throws {
        let key = try patternKey(1)
        let secret = try patternKey(100)
        var wrapper = try AES256KeyWrap.Wrapper(key: key)
        var unwrapper = try AES256KeyWrap.Unwrapper(key: key)
        let wrapped = try wrapper.wrap(secret)
        #expect(wrapped.count == 40)
        for altered in alterations(of: wrapped) {
            do throws(CryptographyError) {
                _ = try unwrapper.unwrap(altered)
                Issue.record("an altered key was unwrapped")
            } catch {
                #expect(error == .wrongKeyOrAltered)
            }
            let unwrapped = try unwrapper.unwrap(wrapped)
            #expect(unwrapped.isEqual(to: secret) == true)
        }
        #expect(try wrapper.wrap(secret) == wrapped)
        #expect(throws: CryptographyError.wrongKeyOrAltered) {
            _ = try AES256KeyWrap.unwrap(wrapped, under: try patternKey(2))
        }
    }

    @Test("one wrapper and one unwrapper take secrets of different lengths in turn")
    func manyLengths() throws {
        let key = try patternKey(1)
        var wrapper = try AES256KeyWrap.Wrapper(key: key)
        var unwrapper = try AES256KeyWrap.Unwrapper(key: key)
        for count in [16, 64, 24, 4096, 32, 16] {
            let secret = try patternKey(UInt8(count & 255), count: count)
            let unwrapped = try unwrapper.unwrap(try wrapper.wrap(secret))
            #expect(unwrapped.isEqual(to: secret) == true)
        }
    }

    @Test("keys unwrapped together are those unwrapped one by one, and one that was altered does not touch the others")
    func together() throws {
        let key = try patternKey(1)
        var unwrapper = try AES256KeyWrap.Unwrapper(key: key)
        let wrapped = try (0..<100).map { try AES256KeyWrap.wrap(try patternKey(UInt8($0)), under: key) }
        var keys = try SecretBytes(zeroed: 100 * 32)
        for count in [100, 1, 0, 65] {
            let isUnwrapped = try unwrapper.unwrap(keys: Array(wrapped.prefix(count).joined()), into: &keys)
            #expect(isUnwrapped == Array(repeating: true, count: count))
            for place in 0..<count {
                let same = try keys.slice(place * 32..<place * 32 + 32).isEqual(to: try patternKey(UInt8(place)))
                #expect(same)
            }
        }
        for altered in alterations(of: wrapped[7]) {
            let isUnwrapped = try unwrapper.unwrap(keys: wrapped[6] + altered + wrapped[8], into: &keys)
            #expect(isUnwrapped == [true, false, true])
            let same = try keys.slice(64..<96).isEqual(to: try patternKey(8))
            #expect(same)
        }
    }

    @Test("keys that are cut off, or too many for the room, are not unwrapped together", arguments: [39, 41, 120])
    func togetherLengths(count: Int) throws {
        var unwrapper = try AES256KeyWrap.Unwrapper(key: try patternKey())
        var keys = try SecretBytes(zeroed: 2 * 32)
        #expect(throws: CryptographyError.invalidLength(what: "keys")) {
            _ = try unwrapper.unwrap(keys: [UInt8](repeating: 0, count: count), into: &keys)
        }
    }

    @Test("lengths that cannot be wrapped are refused", arguments: [0, 8, 15, 17, 31, 33])
    func wrapLengths(count: Int) {
        #expect(throws: CryptographyError.invalidLength(what: "secret")) {
            _ = try AES256KeyWrap.wrap(try patternKey(count: count), under: try patternKey())
        }
    }

    @Test("lengths that cannot be a wrapped key are altered ones", arguments: [0, 8, 16, 23, 25, 39, 41])
    func unwrapLengths(count: Int) {
        #expect(throws: CryptographyError.wrongKeyOrAltered) {
            _ = try AES256KeyWrap.unwrap([UInt8](repeating: 0, count: count), under: try patternKey())
        }
    }

    @Test("wrapping keys of another length are refused", arguments: [0, 16, 24, 31, 33])
    func keyLengths(count: Int) {
        #expect(throws: CryptographyError.invalidLength(what: "key")) {
            _ = try AES256KeyWrap.wrap(try patternKey(), under: try patternKey(count: count))
        }
        #expect(throws: CryptographyError.invalidLength(what: "key")) {
            _ = try AES256KeyWrap.Unwrapper(key: try patternKey(count: count))
        }
    }
}
