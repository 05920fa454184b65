public import Cryptography

/// What can go wrong with an age file. No case carries content, keys or passphrases.
public enum AgeFileError: Error, Equatable, Sendable {
    /// The first line is not that of an age file.
    case notAnAgeFile
    /// The file is in age's text form (`BEGIN AGE ENCRYPTED FILE`), which is not read here: `age -d` reads it.
    case armored
    /// An age file of a version other than v1.
    case unsupportedVersion
    /// The header breaks the format: the file is damaged, or no age program wrote it.
    case malformedHeader(HeaderFault)
    /// No recipient stanza opens with this key or passphrase.
    case wrongKeyOrPassphrase
    /// The file is for keys and not for a passphrase: none would open it. Nothing was derived.
    case notForPassphrase
    /// The file key was found, but the header's MAC does not match: the header was altered afterwards.
    case headerAltered
    /// The passphrase's work factor (log2 N) lies outside what the caller allows. Nothing was derived.
    case workFactorRefused(log2N: Int)
    /// A chunk of the payload does not authenticate. A file cut in the middle of a chunk looks the same.
    case payloadAltered
    /// The payload ends between chunks without its final chunk: the end is missing.
    case truncated
    /// Bytes follow the final chunk.
    case trailingBytes
    /// The plaintext would be longer than the caller's limit, in bytes. Nothing was derived.
    case tooLarge(limit: Int)
    /// Sealing was asked for without a recipient.
    case noRecipients
    /// The recipients do not fit into a header of ``AgeFile/headerLimit`` bytes.
    case tooManyRecipients
    /// Not an `age1…` recipient, or a public key of low order, with which anyone could open the file.
    case invalidRecipient
    /// Not an `AGE-SECRET-KEY-1…` identity.
    case invalidIdentity
    /// The cryptographic library failed, for a reason that has nothing to do with the file.
    case cryptography(CryptographyError)
}
