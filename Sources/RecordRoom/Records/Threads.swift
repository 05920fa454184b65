import Counseling
import RecordStore
import Vault

/// Threads as the session's keys open them. A thread is a compartment whose content is a numbered sequence of signed events;
/// its identifier is the compartment's, its members are those assigned. Each event is a record whose identifier follows from
/// its number (`AttachedRecord`), so that whoever holds the thread asks for 1, 2 … and the store cannot tell what belongs
/// to what. Two who add at once meet in the record's key; the second is told to try again.
struct Threads {
    let session: RoomSession
    let reading: any StoreReading

    private var compartments: Compartments { Compartments(session: session) }
    var records: Records { Records(session: session, reading: reading) }

    /// The threads to which this identity is, or once was, assigned by name and whose key it holds. Client files and cases
    /// are told apart by the record of their own identifier that began with them; no thread has one.
    func mine() throws -> [OpaqueID] {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope)
            .filter { seen.insert($0).inserted }
            // Whoever belongs to the staff can have a row logged that names somebody: what does not hold is passed over, and
            // verification names it. What belongs to this identity all the same is told by `stopped`.
            .filter { thread in try unlessSpoiled { try records.home(of: thread) == nil && holds(thread) } ?? false }
    }

    /// How many threads of a kind do not read, those whose statements are not in order among them.
    /// - Parameter read: reads one; nil or an error where it is spoiled
    func spoiled<Content>(_ kind: Records.Kind, _ read: (OpaqueID) throws -> Content?) throws -> Int {
        try mine().filter { thread in
            guard case kind?? = try unlessSpoiled({ try self.kind(of: thread) }) else { return false }
            guard case .some(.some) = try unlessSpoiled({ try read(thread) }) else { return true }
            return false
        }.count + stopped().count { $0.kind == kind }
    }

    /// How many threads there are of which nobody can tell the kind, because their beginning was spoiled or taken away.
    func unknown() throws -> Int {
        try mine().filter { thread in try unlessSpoiled { try kind(of: thread) } == nil }.count
            + stopped().count { $0.kind == nil }
    }

    /// Whether this identity holds the thread's newest generation; opens it if it can.
    func holds(_ thread: OpaqueID) throws -> Bool {
        guard let current = try compartments.open(thread, reading: reading).current else { return false }
        return session.ring.holds(thread, generation: current.generation)
    }

    /// The kind of a thread: that of its first event. nil where there is none yet, or it is not one.
    func kind(of thread: OpaqueID) throws -> Records.Kind? {
        guard let first = try row(1, of: thread) else { return nil }
        return Records.Kind(rawValue: try session.sealer.open(first).kind)
    }

    /// Whether what a record names as a thread can be one of a kind. Whoever wrote the record could name any compartment: a case, a
    /// client's file, one that everybody holds, another thread; and those who go by it would write there, and let others in.
    func canBe(_ thread: OpaqueID, _ kind: Records.Kind) throws -> Bool {
        guard try isOfItsOwn(thread) else { return false }
        // One that was not begun yet, or whose key is still owed, says nothing of itself.
        guard let first = try row(1, of: thread) else { return true }
        return try session.sealer.open(first).kind == kind.rawValue
    }

    /// Whether a compartment is neither one of those that every practice has, nor a client's file or a case.
    func isOfItsOwn(_ thread: OpaqueID) throws -> Bool {
        try FixedCompartment.named(thread, in: session.chain.practice) == nil && records.home(of: thread) == nil
    }

    /// All events of a thread in order, their signatures and numbers checked. Whoever was put out of the thread still has its
    /// older keys and could write under them: what was logged under an older key than the newest, after that was there, is passed over, for each renewal
    /// takes along what was there before it; what one left behind counts. What was taken along and names another key again is lost. Verification names both.
    /// - Throws: `RoomError.noKey`; `.unreadableRecord` where one is lost; `.altered` where more than people belong
    func events<Content>(of thread: OpaqueID, _ kind: Records.Kind, _: Content.Type) throws -> [ThreadEvent<Content>] {
        try walk(thread, kind, Content.self).events
    }

    /// The same, with the numbers of what lies in the place of an event and is none: everybody can write a row, and whoever was
    /// put out knows where the next event will lie. It is passed over, so that it takes nothing away from who belongs.
    func walk<Content>(
        _ thread: OpaqueID, _ kind: Records.Kind, _: Content.Type
    ) throws -> (events: [ThreadEvent<Content>], spoiled: [UInt32]) {
        let walked = try walked(thread, kind, Content.self)
        return (walked.events.map(\.event), walked.spoiled)
    }

    /// What lies in the places of a thread's events.
    private struct Walked<Content: Codable & Sendable> {
        var events: [(event: ThreadEvent<Content>, row: StoredRow)] = []
        /// What is no event.
        var spoiled: [UInt32] = []
        /// What was written under an older key, behind what was taken along.
        var outdated: [UInt32] = []

        var passedOver: [UInt32] { (spoiled + outdated).sorted() }
    }

    private func walked<Content>(
        _ thread: OpaqueID, _ kind: Records.Kind, _: Content.Type
    ) throws -> Walked<Content> {
        guard try holds(thread) else { throw RoomError.noKey }
        // Whoever belongs through another compartment logs words that nobody could call lost.
        guard try Self.isOfPeople(compartments.history(of: thread, reading: reading)) else { throw RoomError.altered }
        var result = Walked<Content>()
        let newest = try newestGeneration(of: thread)
        var number: UInt32 = 1
        while let row = try row(number, of: thread) {
            defer { number += 1 }
            // One that was logged by somebody who belonged said something: without it the events before would seem the last.
            let found = try LostRecords(session: session, reading: reading).open(row, under: newest) { writer, _ in
                try records.rights.wasAssigned(writer, to: thread)
            }
            if found == nil, let envelope = try? Envelope(row), envelope.generation != newest {
                result.outdated.append(number)
                continue
            }
            guard let opened = found, opened.kind == kind.rawValue, opened.header.compartment == thread,
                let event = try? ThreadEvent<Content>(body: opened.body), OpaqueID(event.by) == opened.author,
                event.number == number
            else {
                result.spoiled.append(number)
                continue
            }
            result.events.append((event, row))
        }
        try passOverHidden(&result)
        return result
    }

    /// Whoever holds a thread can leave something in it that nobody reads, and put the right key around it later: then it would stand
    /// before what others said meanwhile, under their names. What somebody found not to count, and could not be read when the log took it, is
    /// none; that it was passed over is a lie of what could.
    private func passOverHidden<Content>(_ walked: inout Walked<Content>) throws {
        let passedOver = Set(walked.events.flatMap { $0.event.passedOver ?? [] })
        guard !passedOver.isEmpty else { return }
        let lost = LostRecords(session: session, reading: reading)
        let hidden = try walked.events.filter { event, row in
            try passedOver.contains(event.number) && !lost.wasReadable(row)
        }.map(\.event.number)
        walked.events.removeAll { hidden.contains($0.event.number) }
        walked.spoiled = (walked.spoiled + hidden).sorted()
    }

    /// Whether nobody but people was ever assigned.
    static func isOfPeople(_ history: CompartmentHistory) -> Bool {
        history.assignments.allSatisfy { if case .person = $0.member { true } else { false } }
    }

    private func newestGeneration(of thread: OpaqueID) throws -> UInt32? {
        try compartments.history(of: thread, reading: reading).current?.generation
    }

    /// What lies in the place of an event. An event has one revision: what somebody puts there as another is none.
    private func row(_ number: UInt32, of thread: OpaqueID) throws -> StoredRow? {
        guard try holds(thread) else { return nil }
        let id = try AttachedRecord.id(number, of: thread, in: thread, with: session.ring)
        return try reading.row(RowAddress(.record, key: RecordHeader.key(id, 1)))
    }

    // MARK: writing

    /// Opens a thread. Whoever is named belongs from the start; this identity makes the key if it is among them, else the
    /// first of them who comes by does.
    /// - Parameter id: random where none is given
    /// - Throws: `VaultError.unauthorized` at the next reading where a director or the person themself did not assign first
    func open(to people: [OpaqueID], as id: OpaqueID? = nil, in transaction: RoomTransaction) throws -> OpaqueID {
        let thread = try id ?? OpaqueID.random()
        // Oneself first: so may anybody; others are then let in from inside.
        for person in people.sorted(by: { a, b in a == session.me && b != session.me }) {
            try compartments.assign(.person(person), to: thread, in: transaction)
        }
        if people.contains(session.me) { try compartments.prepareToWrite(thread, in: transaction) }
        return thread
    }

    /// Adds an event.
    /// - Parameter after: how many events were read before it was decided; nil where that does not matter
    /// - Throws: `RoomError.changedMeanwhile` where somebody added one since; `.noKey` for whoever does not belong
    @discardableResult
    func add<Content: Codable & Sendable>(
        _ what: Content, _ kind: Records.Kind, to thread: OpaqueID, after count: Int? = nil, at now: UTCTime,
        in transaction: RoomTransaction
    ) throws -> ThreadEvent<Content> {
        try compartments.prepareToWrite(thread, in: transaction)
        let standing = try walked(thread, kind, Content.self)
        var number: UInt32 = 1
        while try row(number, of: thread) != nil { number += 1 }
        if let count, standing.events.count != count { throw RoomError.changedMeanwhile }
        let event = ThreadEvent(
            number: number, at: now, by: Identifier(session.me), what: what, passedOver: standing.passedOver)
        try records.write(
            event, kind, record: try AttachedRecord.id(number, of: thread, in: thread, with: session.ring),
            in: thread, to: transaction)
        return event
    }

    /// Lets somebody in who did not belong; this identity must.
    func admit(_ person: OpaqueID, to thread: OpaqueID, in transaction: RoomTransaction) throws {
        try compartments.assign(.person(person), to: thread, in: transaction)
    }

    /// Puts somebody out and makes the next generation without them, in the same act.
    func dismiss(_ person: OpaqueID, from thread: OpaqueID, in transaction: RoomTransaction) throws {
        let history = try compartments.open(thread, reading: transaction.reading)
        guard history.assigned.contains(.person(person)) else { return }
        try transaction.put(
            try session.ring.assign(.person(person), assigned: false, to: history, chain: session.chain).row)
        try compartments.prepareToWrite(thread, in: transaction)
    }

    /// Who belongs to the thread now.
    func people(in thread: OpaqueID) throws -> [OpaqueID] {
        compartments.holders(of: try compartments.history(of: thread, reading: reading)).compactMap {
            if case .person(let person) = $0 { person } else { nil }
        }
    }
}
