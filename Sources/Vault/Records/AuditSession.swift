import Cryptography

/// Sealed details of an audit entry. Only an `AuditSession` can make them, so the log cannot be handed plaintext.
public struct SealedDetails: Sendable {
    public let bytes: [UInt8]
    /// The deposit that holds the session's key.
    public let session: OpaqueID
}

/// The key under which one session seals the details of its entries, deposited once to the compartment `audit`, so that an
/// auditor reads a million entries with one HPKE opening a session instead of one an entry.
public final class AuditSession {
    static let kind = "audit-session"

    /// The deposit, to be stored with the session's first entry.
    public let deposit: Deposit
    private let key: SecretBytes
    private var gcm: AES256GCM
    /// The highest own counter that was used under the key.
    private var counter: UInt64 = 0

    public init(
        to destination: Deposit.Destination, practice: OpaqueID, membership: Membership?, by signer: any Signing
    )
        throws(VaultError)
    {
        key = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }
        gcm = try cryptographic { () throws(CryptographyError) in try AES256GCM() }
        deposit = try Deposit(
            key.revealed(), kind: Self.kind, to: destination, practice: practice, membership: membership, by: signer)
    }

    /// Goes on with the session of a command before.
    /// - Parameter deposit: as it was logged, and what `kept` names
    public init(resuming kept: borrowing KeptSession, _ deposit: Deposit) throws(VaultError) {
        key = try cryptographic { () throws(CryptographyError) in try kept.key.duplicate() }
        gcm = try cryptographic { () throws(CryptographyError) in try AES256GCM() }
        counter = kept.counter
        self.deposit = deposit
    }

    /// What the next command needs to go on with it.
    public func kept() throws(VaultError) -> KeptSession {
        KeptSession(
            practice: deposit.practice, id: deposit.id, row: try deposit.row.hash(version: 1), counter: counter,
            key: try cryptographic { () throws(CryptographyError) in try key.duplicate() })
    }

    /// Opens a session's key, as an auditor.
    public init(opening deposit: Deposit, with ring: KeyRing) throws(VaultError) {
        gcm = try cryptographic { () throws(CryptographyError) in try AES256GCM() }
        let content = try deposit.open(with: ring, gcm: &gcm)
        guard content.kind == Self.kind, content.author == deposit.depositor, content.body.count == 32 else {
            throw .malformed(.deposit)
        }
        key = try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: content.body) }
        self.deposit = deposit
    }

    /// Seals the details of one entry.
    /// - Parameters:
    ///   - details: UTF-8 JSON; padded to at least 256 bytes
    ///   - counter: the actor's own entry counter, which never repeats under this key, as the nonce
    ///   - clear: the entry's clear part, authenticated with it
    public func seal(_ details: [UInt8], counter: UInt64, clear: [UInt8]) throws(VaultError) -> SealedDetails {
        var writer = ByteWriter()
        writer.prefixed(details)
        let padding = Padding.padded(writer.bytes.count, least: 256) - writer.bytes.count
        writer.fixed([UInt8](repeating: 0, count: padding))
        self.counter = max(self.counter, counter)
        do throws(CryptographyError) {
            return SealedDetails(
                bytes: try gcm.seal(writer.bytes, key: key, nonce: Self.nonce(counter), aad: clear), session: deposit.id
            )
        } catch { throw VaultError(error) }
    }

    /// Opens the details of one entry. Throws `.wrongKeyOrAltered`.
    public func open(_ sealed: [UInt8], counter: UInt64, clear: [UInt8]) throws(VaultError) -> [UInt8] {
        let plain: [UInt8]
        do throws(CryptographyError) {
            plain = try gcm.open(sealed, key: key, nonce: Self.nonce(counter), aad: clear)
        } catch { throw VaultError(error) }
        var reader = ByteReader(plain, of: .entry)
        let details = try reader.prefixed()
        guard reader.rest.allSatisfy({ $0 == 0 }) else { throw .malformed(.entry) }
        return details
    }

    private static func nonce(_ counter: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.u32(0)
        writer.u64(counter)
        return writer.bytes
    }
}
