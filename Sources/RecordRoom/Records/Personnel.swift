import Counseling
import RecordStore
import Vault

/// Personnel threads: the credentials of one person each, between that person and the directors. Which thread is whose stands
/// in what is published of the person, so that nobody has to look through them all.
struct Personnel {
    let session: RoomSession
    let reading: any StoreReading

    private var fitness: Fitness { Fitness(session: session, reading: reading) }
    private var threads: Threads { Threads(session: session, reading: reading) }

    /// A person's credentials with the thread that they lie in.
    struct File {
        let thread: OpaqueID
        let events: Int
        let credentials: CredentialFile
    }

    /// What is kept of a person; nil where nothing is.
    /// - Throws: `RoomError.noKey` for who does not belong to the thread, `.altered` where one that a director vouched for is gone, or
    ///   what is published names anything but a thread about that person
    func file(of person: Identifier<Person>) throws -> File? {
        let publication = try fitness.publication(of: person)
        guard let published = publication.fitness else { return nil }
        let thread = OpaqueID(published.thread)
        guard try threads.canBe(thread, .credentialEvent) else { throw RoomError.altered }
        let events = try threads.events(of: thread, .credentialEvent, CredentialEvent.self)
        guard events.first?.what.person == person else { throw RoomError.altered }
        // An event that a director saw and that is gone was taken away.
        guard events.count >= publication.vouched else { throw RoomError.altered }
        return File(thread: thread, events: events.count, credentials: fold(person, events))
    }

    /// What the events come to: those that were not their signer's to make, or do not follow, count for nothing, so that nobody
    /// brings their own file to a standstill.
    private func fold(_ person: Identifier<Person>, _ events: [ThreadEvent<CredentialEvent>]) -> CredentialFile {
        var file = CredentialFile(of: person)
        for event in events where Self.mayMake(event, about: person, session.chain) {
            var next = file
            if (try? next.apply(event.what, by: event.by)) != nil { file = next }
        }
        return file
    }

    private static func mayMake(
        _ event: ThreadEvent<CredentialEvent>, about person: Identifier<Person>, _ chain: MembershipChain
    ) -> Bool {
        chain.everHeld(.director, by: OpaqueID(event.by))
            || event.by == person && (event.what.step == .added || event.what.step == .renewed)
    }

    /// Adds an event, lets in who belongs by now, and publishes what follows.
    /// - Returns: the credentials afterwards
    @discardableResult
    func add(_ event: CredentialEvent, at now: UTCTime, in transaction: RoomTransaction) throws -> CredentialFile {
        let person = event.person
        let before = try file(of: person)
        var credentials = before?.credentials ?? CredentialFile(of: person)
        try credentials.apply(event, by: Identifier(session.me))
        let thread = try before?.thread ?? threads.open(to: Array(members(of: OpaqueID(person))), in: transaction)
        if before != nil { try settle(thread, of: OpaqueID(person), in: transaction) }
        let added = try threads.add(
            event, .credentialEvent, to: thread, after: before?.events ?? 0, at: now, in: transaction)
        try fitness.publish(credentials, events: Int(added.number), thread: thread, in: transaction)
        return credentials
    }

    // MARK: who belongs

    /// The person and the directors.
    private func members(of person: OpaqueID) -> Set<OpaqueID> {
        Set(session.chain.active(with: .director).map(\.id)).union([person])
    }

    /// Whether there is something to put right, before an entry says that it is: what is published lies in `practice`, where
    /// everyone who works there may read it, and who belongs to a thread the store knows. The thread itself is not opened.
    func mayBeUnsettled() -> Bool { !misplaced().isEmpty }

    /// The threads this identity holds whose people are not those they should be: somebody became director, or is one no more.
    /// It opens them, so that it is asked within the transaction that bears the entry.
    func unsettled() -> [(thread: OpaqueID, person: OpaqueID)] {
        misplaced().filter { (try? isPersonnel($0.thread, of: $0.person)) == true }
    }

    private func misplaced() -> [(thread: OpaqueID, person: OpaqueID)] {
        let isDirector = session.chain.members[session.me]?.holds(.director) == true
        let people = isDirector ? session.chain.members.keys.sorted() : [session.me]
        // A row that is not what it should be keeps nobody from working; verification names it.
        return people.compactMap { person in
            guard let thread = try? publishedThread(of: person),
                let present = try? Set(threads.people(in: thread)), present != active(members(of: person))
            else { return nil }
            return (thread, person)
        }
    }

    private func publishedThread(of person: OpaqueID) throws -> OpaqueID? {
        guard let published = try fitness.publication(of: Identifier(person)).fitness else { return nil }
        let thread = OpaqueID(published.thread)
        guard try threads.isOfItsOwn(thread), try threads.holds(thread) else { return nil }
        return thread
    }

    /// Whether the thread that is published of a person really is one of personnel and about them: what a colleague wrote
    /// there could name any compartment that a director holds, a case or a complaint, and its key would be handed out.
    private func isPersonnel(_ thread: OpaqueID, of person: OpaqueID) throws -> Bool {
        try file(of: Identifier(person))?.thread == thread
    }

    private func active(_ people: Set<OpaqueID>) -> Set<OpaqueID> {
        people.filter { session.chain.members[$0]?.effect == .active }
    }

    func settle(_ thread: OpaqueID, of person: OpaqueID, in transaction: RoomTransaction) throws {
        let wanted = active(members(of: person))
        guard wanted.contains(session.me) else { return }
        let present = Set(try threads.people(in: thread))
        for one in wanted.subtracting(present).sorted() { try threads.admit(one, to: thread, in: transaction) }
        for one in present.subtracting(wanted).sorted() { try threads.dismiss(one, from: thread, in: transaction) }
    }
}
