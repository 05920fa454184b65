import Counseling
import Cryptography
import RecordStore
import Vault

// Clients' files: what goes with them, and how long they are kept.
extension Disposals {
    private var crisis: OpaqueID { FixedCompartment.crisis.id(in: session.chain.practice) }

    // MARK: emergency cards

    /// Whether this identity holds the key of the crises: to others each client is without a card, and without a crisis.
    func readsCrises() throws -> Bool {
        guard let current = try Compartments(session: session).open(crisis, reading: reading).current else {
            return false
        }
        return session.ring.holds(crisis, generation: current.generation)
    }

    /// Whether a proposal names every card that this identity reads, and else only such as do not open to it: another director, who
    /// could read them, named those.
    func names(_ named: [OpaqueID], all cards: [OpaqueID]) throws -> Bool {
        guard Set(cards).isSubset(of: named) else { return false }
        let open = Set(try CrisisFlags(session: session, reading: reading).meant().map(\.deposit.id))
        return named.allSatisfy { cards.contains($0) || !open.contains($0) }
    }

    /// How many deposits among the crises are by somebody who ever counseled a client, do not open to this identity, and were not sealed
    /// to the key that everybody has who is called in a crisis: one of them may be a card of the client.
    func closedCards(of file: OpaqueID, but named: [OpaqueID]) throws -> Int {
        guard try isFile(file) else { return 0 }
        let flags = CrisisFlags(session: session, reading: reading)
        let counsels = flags.counsels()
        if flags.belongs { try Compartments(session: session).open(crisis, reading: reading) }
        return try flags.deposits(except: Set(named)).filter { _, deposit in
            !deposit.isMeant(for: session.ring) && !deposit.isSealed(to: crisis)
                && counsels(Identifier(deposit.depositor), Identifier(file))
        }.count
    }

    /// The emergency cards about a client, by whoever ever counseled them; none for whoever reads no crisis.
    func cards(of client: Identifier<Client>) throws -> [OpaqueID] {
        let flags = CrisisFlags(session: session, reading: reading)
        let counsels = flags.counsels()
        return try flags.open().cards.filter { $0.card.client == client && counsels($0.card.by, client) }.map(\.id)
            .sorted()
    }

    /// The rows of deposits that a proposal names as cards; nil where one does not lie with the crises, or is by somebody who
    /// never counseled the client: nobody has other acts go under that name.
    func cards(_ ids: [OpaqueID], of file: OpaqueID) throws -> [DisposedRow]? {
        guard !ids.isEmpty else { return [] }
        let counsels = CrisisFlags(session: session, reading: reading).counsels()
        var rows: [DisposedRow] = []
        for id in ids {
            guard let row = try reading.row(RowAddress(.deposit, key: id.bytes)), row.scope == crisis,
                let deposit = try? Deposit(parsing: row.body), deposit.id == id,
                counsels(Identifier(deposit.depositor), Identifier(file))
            else { return nil }
            rows.append(DisposedRow(address: row.address, hash: try row.loggedHash()))
        }
        return rows
    }

    // MARK: how long

    /// How a case or a file stands; nil for whoever cannot open it.
    func standing(_ target: DisposalTarget, now: UTCTime) throws -> RetentionStanding? {
        switch target {
        case .counselingCase(let id):
            guard let (body, profile) = try opened(OpaqueID(id)) else { return nil }
            return try standing(body, profile, now: now)
        case .client(let id):
            guard let client = try openedFile(id) else { return nil }
            return try standing(of: client, now: now).standing
        }
    }

    /// The client with the file's head, its signature checked; nil where the key of the file is not held.
    func openedFile(_ id: Identifier<Client>) throws -> ClientEntry? {
        guard try AppointmentBook(session: session, reading: reading).holds(file: OpaqueID(id)) else { return nil }
        return try ClientFiles(session: session, reading: reading).client(id, alone: true)
    }

    /// How a file stands, and what was noted of its keeping. It is kept for as long after the last contact as a case after its
    /// closing: the last of what is dated in it, a case's closing, an appointment, a consent, a disclosure. Where nothing is,
    /// from when somebody first noted anything of its keeping. What somebody wrote there without the right counts for nothing: it
    /// keeps no file for ever, and what it was put behind counts as it did before.
    /// - Returns: also whether there is any of that
    func standing(of client: ClientEntry, now: UTCTime) throws -> (
        standing: RetentionStanding, record: RetentionRecord?, last: CalendarDate?, isSpoiled: Bool
    ) {
        let file = OpaqueID(client.id)
        if try isDisposed(file) { return (.disposed, nil, nil, false) }
        let clock = try clock()
        var noted: [RetentionRecord?] = []
        var days: [CalendarDate] = []
        var (isOpen, isSpoiled) = (false, false)
        let records = Records(session: session, reading: reading)
        for newest in try records.all(in: file) where newest.header.record != file {
            let id = newest.header.record
            let settled = try unlessSpoiled { try records.settled(newest) }
            isSpoiled = isSpoiled || settled == nil
            guard let counted = try settled ?? records.soundBeginning(of: id, in: file).last else {
                // What nobody opened as a case counts for nothing; of one that was opened nobody knows how it stands.
                guard try !madeTogether([id]).contains(id) else { throw RoomError.altered }
                continue
            }
            switch Records.Kind(rawValue: counted.kind) {
            case .counselingCase:
                let body = try CounselingCase(body: counted.body)
                isOpen = try isOpen || !isDisposed(id)
                noted.append(try record(id, in: file))
                days.append(clock.day(of: max(body.closed ?? body.opened, body.opened)))
            case .appointment:
                let body = try Appointment(body: counted.body)
                isOpen = isOpen || body.start > now && [.requested, .confirmed, .arrived].contains(body.state)
                // One that never came to be was arranged at least.
                days.append(clock.day(of: body.start > now ? body.changed : body.start))
            case .consent:
                let body = try Consent(body: counted.body)
                days.append(clock.day(of: max(body.received, body.withdrawn ?? body.received)))
            case .disclosure:
                days.append(clock.day(of: try DisclosureRecord(body: counted.body).sentAt))
            default: continue
            }
        }
        let own = try record(file, in: file)
        let today = clock.day(of: now)
        let first =
            (own?.requests.map { clock.day(of: $0.at) } ?? []) + [own?.notice, own?.collected].compactMap { $0 }
        let last = days.max() ?? first.min()
        let record = Self.noticed(own, noted, since: last, of: client.id, today: today)
        return (
            RetentionStanding(
                state: isOpen ? .open : .closed, closed: last, client: client.profile, record: record,
                schedule: try schedule(), today: today), record, last, isSpoiled
        )
    }

    /// What was noted of the file itself since the last contact; where that has no notice and every case had its own since then,
    /// theirs: the client was told to collect everything.
    private static func noticed(
        _ own: RetentionRecord?, _ cases: [RetentionRecord?], since last: CalendarDate?, of client: Identifier<Client>,
        today: CalendarDate
    ) -> RetentionRecord? {
        let own = own?.since(last)
        guard own?.notice == nil, own?.collected == nil, let last, !cases.isEmpty else { return own }
        let all = cases.compactMap { $0?.since(last) }
        let told = all.compactMap { $0.notice ?? $0.collected }
        guard told.count == cases.count, let latest = told.max(),
            let result = try? (own ?? RetentionRecord(client: client, caseID: Identifier(OpaqueID(client))))
                .notified(on: latest, closed: last, today: today)
        else { return own }
        let taken = all.compactMap(\.collected)
        guard taken.count == cases.count, let day = taken.max() else { return result }
        return (try? result.collected(on: day, closed: last, today: today)) ?? result
    }
}
