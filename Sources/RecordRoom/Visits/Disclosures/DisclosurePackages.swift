import AgeFile
import AuditTrail
public import Counseling
public import Cryptography
import RecordStore
import Vault

public enum SendingDisclosure: ChangingPurpose { public static let action = Action.sendDisclosure }
public enum AccountingDisclosures: LookingPurpose { public static let action = Action.accountDisclosures }

/// A recipient's key, `age1…`, with which the `age` program makes files for them.
public struct RecipientKey: Sendable {
    let recipient: AgeRecipient

    /// nil for what is no such key.
    public init?(_ text: String) {
        guard let recipient = try? AgeRecipient(bech32: text) else { return nil }
        self.recipient = recipient
    }
}

/// Whom a package is sealed to.
public struct PackageLock {
    private final class Passphrase {
        let secret: SecretBytes
        let log2N: Int
        init(_ secret: consuming SecretBytes, log2N: Int) {
            self.secret = secret
            self.log2N = log2N
        }
    }

    private let recipient: AgeRecipient?
    private let passphrase: Passphrase?

    public init(_ key: RecipientKey) {
        recipient = key.recipient
        passphrase = nil
    }

    public init(passphrase: consuming SecretBytes, log2N: Int) {
        recipient = nil
        self.passphrase = Passphrase(passphrase, log2N: log2N)
    }

    /// The recipient's key; nil under a passphrase.
    var key: String? { recipient?.bech32 }

    func sealed(_ archive: [UInt8]) throws -> [UInt8] {
        let plain = try SecretBytes(copying: archive)
        do throws(AgeFileError) {
            if let passphrase { return try AgeFile.seal(plain, passphrase: passphrase.secret, log2N: passphrase.log2N) }
            return try AgeFile.seal(plain, to: recipient.map { [$0] } ?? [])
        } catch { throw VaultError.ageFile(error) }
    }
}

/// A package that was made: an age file, sealed before it leaves the door.
public struct DisclosurePackage: Sendable {
    public let bytes: [UInt8]
    /// SHA-256, 64 hexadecimal digits.
    public let digest: String
}

extension Visit where P == SendingDisclosure {
    /// Makes the package of exactly what was approved, and says so in the thread and in the client's file, in one act: whoever
    /// has the file finds it counted, even if the program is killed before it is written.
    public func send(_ lock: PackageLock, _ wording: DisclosureWording) throws -> DisclosurePackage {
        guard case .disclosure(let id, of: _?) = subject else { throw RoomError.notFound(.disclosure) }
        let transaction = try writing()
        let desk = DisclosureDesk(session: session, reading: reading)
        guard let disclosure = try desk.disclosure(OpaqueID(id)) else { throw RoomError.notFound(.disclosure) }
        let content = try desk.prepared(disclosure, in: OpaqueID(id))
        let document = try DisclosureDocument(
            practice: try practiceName(), disclosure: id, disclosure, content: content, madeAt: now,
            checkpoint: try trail(), notice: wording.word(.redisclosure)
        ) { try session.staff($0)?.fullName.text ?? $0.hex }
        guard let document else { throw RoomError.denied(rule: .disclosureNotApproved) }
        let bytes = try lock.sealed(try document.archive(wording))
        let package = DisclosurePackage(bytes: bytes, digest: try SHA256.hash(bytes).hex)
        try addDisclosureStep { _, _, _ in
            var event = DisclosureEvent(.sent)
            event.package = package.digest
            event.key = lock.key
            return event
        }
        let file = OpaqueID(disclosure.client)
        let made = try OpaqueID.random()
        let record = DisclosureRecord(
            id: Identifier(made), thread: id, of: disclosure, by: Identifier(session.me), package: package.digest,
            at: now)
        guard let record else { throw RoomError.denied(rule: .disclosureNotApproved) }
        try compartments.prepareToWrite(file, in: transaction)
        try records.write(record, .disclosure, record: made, in: file, to: transaction)
        return package
    }

    private func practiceName() throws -> String {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        guard let newest = try records.newest(practice),
            let (settings, _) = try records.open(newest.row, as: .settings, PracticeSettings.self, alone: true)
        else { throw RoomError.altered }
        return settings.name
    }

    /// The log as it stands, by its own entries: what lies in the file as a checkpoint anybody may have put there.
    private func trail() throws -> DisclosureDocument.Checkpoint {
        let checkpoint = try Pins(session: session).checkedState(reading)
        return DisclosureDocument.Checkpoint(
            origin: checkpoint.origin, size: checkpoint.size, root: Base64.encode(checkpoint.root.bytes, padded: true))
    }
}
