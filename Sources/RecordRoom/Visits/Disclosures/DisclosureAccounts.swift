public import Counseling
import RecordStore
import Vault

/// One line of the accounting, with the people behind it.
public struct AccountedDisclosure: Sendable {
    public let record: DisclosureRecord
    public let approvedBy: StaffMember?
    public let sentBy: StaffMember?
}

/// What was disclosed of a client.
public struct AccountedDisclosures: Sendable {
    public let entries: [AccountedDisclosure]
    /// How many records among them somebody wrote, or wrote more into, who had no right to; deep verification names them.
    public let spoiled: Int
    /// How many of the entries name a disclosure in which this identity has no part: it cannot tell whether that was approved.
    public let unchecked: Int
}

extension Visit where P == AccountingDisclosures {
    /// What of the visit's client was disclosed, oldest first, each record's signature checked. Of a file that was disposed of
    /// what was put aside before it went.
    public func accounts() throws -> AccountedDisclosures {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let file = OpaqueID(client)
        let kept = DisclosureAccounts(session: session, reading: reading)
        let found: (disclosures: [DisclosureRecord], spoiled: Int)
        if try Disposals(session: session, reading: reading).isDisposed(file) {
            found = (try kept.account(of: client)?.disclosures ?? [], 0)
        } else {
            guard try records.compartment(of: file) == file else { throw RoomError.notFound(.client) }
            guard try AppointmentBook(session: session, reading: reading).holds(file: file) else {
                throw RoomError.noKey
            }
            found = try kept.inFile(client)
        }
        let entries = try found.disclosures.map {
            AccountedDisclosure(
                record: $0, approvedBy: try session.staff($0.approvedBy), sentBy: try session.staff($0.sentBy))
        }
        let unchecked = try found.disclosures.filter { try kept.tells($0) == nil }.count
        return AccountedDisclosures(entries: entries, spoiled: found.spoiled, unchecked: unchecked)
    }
}

extension Visit where P == ProposingDisposal {
    /// Puts what was disclosed of a client where their file does not take it along: with the desk, which could read it before.
    func keepAccount(of client: Identifier<Client>, in transaction: RoomTransaction) throws {
        let accounts = DisclosureAccounts(session: session, reading: transaction.reading)
        let disclosures = try accounts.inFile(client).disclosures
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

    /// What a file that this identity holds counts, the oldest first. One is written once, by whom `RecordHistory` lets: what
    /// somebody invented beside it counts for nothing, and what they put behind it takes it out of no account.
    func inFile(_ client: Identifier<Client>) throws -> (disclosures: [DisclosureRecord], spoiled: Int) {
        let file = OpaqueID(client)
        var (found, spoiled): ([DisclosureRecord], Int) = ([], 0)
        for newest in try records.all(in: file) {
            let id = newest.header.record
            let isOne = newest.kind == Records.Kind.disclosure.rawValue
            guard try isOne || newest.header.revision > 1 && kind(of: id) == .disclosure else { continue }
            let first = try records.soundBeginning(of: id, in: file).first
                .flatMap { $0.kind == Records.Kind.disclosure.rawValue ? try DisclosureRecord(body: $0.body) : nil }
            let isSound = try first.map { try tells($0) != false } ?? false
            if isSound, let first { found.append(first) }
            if !isSound || newest.header.revision > 1 { spoiled += 1 }
        }
        return (found.sorted { ($0.sentAt, $0.id.hex) < ($1.sentAt, $1.id.hex) }, spoiled)
    }

    /// Whether the thread that a record names has it so: approved and sent; nil for whoever cannot read that thread.
    func tells(_ record: DisclosureRecord) throws -> Bool? {
        let thread = OpaqueID(record.thread)
        let disclosure = try unlessSpoiled { () -> Disclosure?? in
            guard try Threads(session: session, reading: reading).holds(thread) else { return nil }
            return try DisclosureDesk(session: session, reading: reading).disclosure(thread)
        }
        guard case let disclosure?? = disclosure else { return nil }
        guard let disclosure else { return false }
        return record.tells(of: disclosure) && disclosure.packages.contains { $0.digest == record.package }
    }

    /// What a record was when it was written first.
    private func kind(of record: OpaqueID) throws -> Records.Kind? {
        guard let row = try reading.row(.record(record, 1)) else { return nil }
        let opened = Result { try records.opened(row) }
        if case .failure(let error) = opened, RoomError(carrying: error) == .noKey { throw error }
        return (try? opened.get()).flatMap { Records.Kind(rawValue: $0.kind) }
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
