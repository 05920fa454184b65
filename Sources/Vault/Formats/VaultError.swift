public import AgeFile
public import Cryptography

/// What can go wrong in the vault. It carries identifiers and numbers, never names or text.
public enum VaultError: Error, Equatable, Sendable {
    /// One error for a wrong key, altered bytes and a row in the wrong place: which of them it was helps only an attacker.
    case wrongKeyOrAltered
    /// A structure does not have the form that docs/file-format.md gives it.
    case malformed(FormatName)
    /// A format or suite byte that this program does not know.
    case unknownFormat(FormatName, format: UInt8, suite: UInt8)
    /// A signature does not hold.
    case badSignature(FormatName)
    /// The membership chain breaks its rules at this position.
    case brokenChain(position: UInt32, reason: ChainFault)
    /// A generation, assignment, grant or mark that its signer had no right to make.
    case unauthorized(FormatName, compartment: OpaqueID)
    /// The identity holds no key to this compartment.
    case noKey(compartment: OpaqueID)
    /// A value outside what the format can carry, a body over 64 MiB, say.
    case tooLarge(FormatName)
    /// The keys lie in an agent that has ended or does not answer.
    case keysAway
    /// The keys lie in an agent, which uses them and never gives them out.
    case keysStayInAgent
    case cryptography(CryptographyError)
    case ageFile(AgeFileError)
}

/// Why a membership chain is refused.
public enum ChainFault: String, Error, Sendable, Equatable {
    case empty, position, previousHash = "previous-hash", signature, signer, sealedPart = "sealed-part", practice, root,
        confirmation, subject, keys
    /// Sealed to a generation that the reader does not know of: there is none, or it was made since they looked.
    case generation
}

/// Runs a call into Cryptography and carries its error as a vault error; a failed authentication keeps its one name.
func cryptographic<R: ~Copyable>(_ body: () throws(CryptographyError) -> R) throws(VaultError) -> R {
    do throws(CryptographyError) {
        return try body()
    } catch .wrongKeyOrAltered {
        throw .wrongKeyOrAltered
    } catch {
        throw .cryptography(error)
    }
}
