import Cryptography

/// A reader of signed notes made from the specification alone (c2sp.org/signed-note), as other people's tools are.
struct NoteReader {
    private let name: String
    private let keyHash: [UInt8]
    private let key: Ed25519.PublicKey

    /// - Parameter verifierKey: `<name>+<key hash>+<base64 of type and key>`; nil for one that does not agree with itself
    init?(verifierKey: String) throws {
        let parts = verifierKey.split(separator: "+", maxSplits: 2)
        guard parts.count == 3, let hash = Hex.decode(parts[1]), let typed = Base64.decode(parts[2], padded: true),
            typed.first == 1, let key = Ed25519.PublicKey(typed.dropFirst()),
            try Array(SHA256.hash(Array(parts[0].utf8) + [0x0a] + typed).bytes.prefix(4)) == hash
        else { return nil }
        (name, keyHash, self.key) = (String(parts[0]), hash, key)
    }

    /// The text of a note that the key signed; nil for any other. The text ends where the last blank line stands.
    func text(of note: String) -> String? {
        let bytes = Array(note.utf8)
        guard let blank = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }) else {
            return nil
        }
        let text = Array(bytes[...blank])
        let lines = String(decoding: bytes[(blank + 2)...], as: UTF8.self).split(separator: "\n")
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, words[0] == "—", let signature = Base64.decode(words[2], padded: true) else {
                return nil
            }
            guard words[1] == name, Array(signature.prefix(4)) == keyHash else { continue }
            let isValid = key.isValid(signature: Array(signature.dropFirst(4)), for: text)
            return isValid ? String(decoding: text, as: UTF8.self) : nil
        }
        return nil
    }
}
