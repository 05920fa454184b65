/// The rule of the age v1 header that a file breaks.
public enum HeaderFault: Equatable, Sendable {
    /// The file ends before the header does.
    case endsEarly
    /// No end of the header within ``AgeFile/headerLimit`` bytes.
    case tooLong
    /// A line begins neither a stanza nor the MAC where one of them must stand, or holds a forbidden character.
    case line
    /// A stanza's arguments are missing, empty, or hold characters outside printable ASCII.
    case arguments
    /// A stanza's body is not canonical unpadded base64, wrapped at 64 columns and ended by a shorter line.
    case body
    /// The MAC line is not three dashes, a space and 43 characters of canonical base64.
    case mac
    /// The header names no recipient.
    case noStanza
    /// A passphrase stanza stands beside another stanza.
    case scryptNotAlone
    /// An `X25519` stanza has a wrong number of arguments, or a share or body of the wrong length or encoding.
    case x25519Stanza
    /// An `X25519` stanza holds a point of low order: its shared secret would be known to everyone.
    case lowOrderShare
    /// A `scrypt` stanza has a wrong number of arguments, or a salt, work factor or body of the wrong form.
    case scryptStanza
    /// The 16 bytes of the payload's nonce are missing or too few.
    case payloadNonce
}
