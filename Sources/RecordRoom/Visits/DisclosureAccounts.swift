public import Counseling
import RecordStore
import Vault

/// One line of the accounting, with the people behind it.
public struct AccountedDisclosure: Sendable {
    public let record: DisclosureRecord
    public let approvedBy: StaffMember?
    public let sentBy: StaffMember?
}

extension Visit where P == AccountingDisclosures {
    /// What of the visit's client was disclosed, oldest first, each record's signature checked. Of a file that was disposed of
    /// what was put aside before it went.
    public func accounts() throws -> [AccountedDisclosure] {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let file = OpaqueID(client)
        let kept = DisclosureAccounts(session: session, reading: reading)
        let found: [DisclosureRecord]
        if try Disposals(session: session, reading: reading).isDisposed(file) {
            found = try kept.account(of: client)?.disclosures ?? []
        } else {
            guard try records.compartment(of: file) == file else { throw RoomError.notFound(.client) }
            guard try AppointmentBook(session: session, reading: reading).holds(file: file) else {
                throw RoomError.noKey
            }
            found = try kept.inFile(client)
        }
        return try found.map {
            AccountedDisclosure(
                record: $0, approvedBy: try session.staff($0.approvedBy), sentBy: try session.staff($0.sentBy))
        }
    }
}

extension Visit where P == ProposingDisposal {
    /// Puts what was disclosed of a client where their file does not take it along: with the desk, which could read it before.
    func keepAccount(of client: Identifier<Client>, in transaction: RoomTransaction) throws {
        let accounts = DisclosureAccounts(session: session, reading: transaction.reading)
        let disclosures = try accounts.inFile(client)
        guard !disclosures.isEmpty else { return }
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        try compartments.prepareToWrite(desk, in: transaction)
        let account = DisclosureAccount(client: client, disclosures: disclosures)
        let before = try accounts.account(of: client)
        guard before != account else { return }
        // What a spoiled one said before nothing may follow; the file has it all.
        guard before?.mayBeFollowed(by: account) ?? true else { throw RoomError.altered }
        try records.write(
            account, .disclosureAccount, record: try accounts.place(of: client), in: desk, to: transaction)
    }
}

/// What was disclosed of clients, in their files and after those.
struct DisclosureAccounts {
    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }
    private var desk: OpaqueID { FixedCompartment.desk.id(in: session.chain.practice) }

    /// What a file that this identity holds counts, the oldest first.
    func inFile(_ client: Identifier<Client>) throws -> [DisclosureRecord] {
        let found = try records.all(in: OpaqueID(client)).filter { $0.kind == Records.Kind.disclosure.rawValue }
        return try found.compactMap { one in
            guard let record = try records.checkedHistory(of: one.header.record).last else { return nil }
            return try DisclosureRecord(body: record.body)
        }.sorted { ($0.sentAt, $0.id.hex) < ($1.sentAt, $1.id.hex) }
    }

    func place(of client: Identifier<Client>) throws -> OpaqueID {
        try NamedRecord.id(
            Records.Kind.disclosureAccount.rawValue, of: OpaqueID(client), in: desk, with: session.ring)
    }

    /// What was put aside; nil where nothing was, or for whoever does not hold `desk`.
    func account(of client: Identifier<Client>) throws -> DisclosureAccount? {
        guard try AppointmentBook(session: session, reading: reading).holds(file: desk) else { return nil }
        let history = try records.checkedHistory(of: place(of: client))
        guard let newest = history.last, newest.kind == Records.Kind.disclosureAccount.rawValue,
            newest.header.compartment == desk
        else { return nil }
        let account = try DisclosureAccount(body: newest.body)
        guard account.client == client else { throw RoomError.altered }
        return account
    }
}
