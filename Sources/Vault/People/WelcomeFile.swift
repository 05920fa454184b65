import AgeFile
public import Cryptography

/// What a newcomer is sent: the practice's root and secret, under a joining code that is told by voice.
public enum WelcomeFile {
    static let opening = "tacet-welcome 1"

    /// - Parameters:
    ///   - membership: the sender's
    ///   - person: whom it is for
    ///   - code: the joining code, eight words, UTF-8
    ///   - log2N: scrypt's work factor, 17 to 20
    public static func seal(_ membership: Membership, for person: OpaqueID, code: borrowing SecretBytes, log2N: Int)
        throws(VaultError) -> [UInt8]
    {
        var lines = try SecretLines()
        try lines.add(opening)
        try lines.add("person \(person.hex)")
        try lines.add("practice \(membership.practice.hex)")
        try lines.add("root \(membership.root.hex)")
        try lines.add("practice-secret", secret: try membership.exportedSecret())
        let text = try lines.finished()
        do throws(AgeFileError) {
            return try AgeFile.seal(text, passphrase: code, log2N: log2N)
        } catch { throw .ageFile(error) }
    }

    /// Opens a welcome file and gives the identity back as a member.
    /// - Throws: `.ageFile(.wrongKeyOrPassphrase)` for a wrong code, `.malformed(.welcome)` where it is for someone else
    public static func open(_ file: [UInt8], code: borrowing SecretBytes, for identity: Identity) throws(VaultError)
        -> Identity
    {
        let text: SecretBytes
        do throws(AgeFileError) {
            text = try AgeFile.open(file, passphrase: code, allowedLog2N: Identity.allowedLog2N, limit: 4096)
        } catch { throw .ageFile(error) }
        let values = try SecretLines.values(in: text, of: .welcome)
        guard try SecretLines.text(values[""], in: text, of: .welcome) == opening,
            try SecretLines.text(values["person"], in: text, of: .welcome) == identity.id.hex
        else { throw .malformed(.welcome) }
        return try identity.joining(try Membership(reading: text, values: values, of: .welcome))
    }
}
