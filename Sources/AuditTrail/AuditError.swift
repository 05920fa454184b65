public import Cryptography
public import Vault

/// What can go wrong in the audit trail.
public enum AuditError: Error, Equatable, Sendable {
    case malformed(FormatName)
    case badSignature(FormatName)
    /// The stored Merkle nodes do not lead to each other: this node is missing or its hash is wrong.
    case brokenTree(level: Int, index: UInt64)
    /// The practice file is older than what this identity has seen, or another version of it.
    case rolledBack(RollbackEvidence)
    case vault(VaultError)
    case cryptography(CryptographyError)
}

/// How a practice file contradicts what an identity has seen of it.
public enum RollbackEvidence: Sendable, Equatable {
    /// Another practice's file lies where this practice's was.
    case otherPractice
    /// The log of an epoch is shorter than the pin says.
    case shorter(seen: UInt64, found: UInt64, epoch: UInt32 = 1)
    /// The log is long enough, but the part that was seen has been changed.
    case forked(at: UInt64)
    /// The membership chain is shorter or different.
    case chain(position: UInt32)
    /// An entry that this identity made is gone.
    case ownEntries(seen: UInt64, found: UInt64)
    /// The epoch went back.
    case epoch(seen: UInt32, found: UInt32)
}

func cryptographic<R: ~Copyable>(_ body: () throws(CryptographyError) -> R) throws(AuditError) -> R {
    do throws(CryptographyError) { return try body() } catch { throw .cryptography(error) }
}

func vaulted<R>(_ body: () throws(VaultError) -> R) throws(AuditError) -> R {
    do throws(VaultError) { return try body() } catch { throw .vault(error) }
}
