import Counseling
import Vault

// What is published of people's fitness, and what is required: whether a director said so.
extension Verification {
    /// In the compartment `practice`. Each record lies where its subject leads; each revision was a director's to write at
    /// the time, the person's own only where it gives nothing or where they were the only director and it says so. Whoever
    /// belongs to the personnel thread also holds what is published against the credentials.
    mutating func checkFitness(_ revisions: [OpaqueID: [OpenedRecord]], room: RoomSession) throws {
        let fitness = Fitness(session: room, reading: reading)
        for (record, opened) in revisions {
            do {
                switch Records.Kind(rawValue: opened.first?.kind ?? "") {
                case .requiredCredentials:
                    for revision in opened where !wasDirector(revision, room) { throw RoomError.altered }
                    guard try fitness.requirementID() == record else { throw RoomError.altered }
                case .staffFitness: try check(opened, of: record, fitness, room)
                default: continue
                }
            } catch { fault(.recordRewritten, record.hex) }
        }
    }

    /// In a personnel thread: who verified or withdrew was a director then, and who verified what is their own the only one.
    mutating func checkCredentials(_ revisions: [OpaqueID: [OpenedRecord]], room: RoomSession) throws {
        for (record, opened) in revisions where opened.first?.kind == Records.Kind.credentialEvent.rawValue {
            guard let revision = opened.first,
                let event = try? ThreadEvent<CredentialEvent>(body: revision.body).what
            else { continue }
            let isDecision = event.step == .verified || event.step == .withdrawn
            let isRightful =
                event.selfVerified == true
                ? wasOnlyDirector(revision, room) : !isDecision || wasDirector(revision, room)
            if !isRightful { fault(.recordRewritten, record.hex) }
        }
    }

    private func wasOnlyDirector(_ revision: OpenedRecord, _ room: RoomSession) -> Bool {
        guard let position = position(of: revision) else { return false }
        let directors = room.chain.members.keys.filter {
            room.chain.duties(of: $0, at: position)?.contains(.director) == true
        }
        return directors == [revision.author]
    }

    private func wasDirector(_ revision: OpenedRecord, _ room: RoomSession) -> Bool {
        guard let position = position(of: revision) else { return false }
        return room.chain.duties(of: revision.author, at: position)?.contains(.director) == true
    }

    private func position(of revision: OpenedRecord) -> UInt32? {
        ledger.firstPosition(.record(revision.header.record, revision.header.revision))
    }

    private func check(_ revisions: [OpenedRecord], of record: OpaqueID, _ fitness: Fitness, _ room: RoomSession) throws
    {
        var before: StaffFitness?
        // Behind one that nobody can read, what was published before is not known.
        let behindLost = Set(
            try parts(of: revisions).filter(\.isBehindLost).compactMap(\.revisions.first?.header.revision))
        for revision in revisions {
            let body = try StaffFitness(body: revision.body)
            let isFirst = before == nil
            let isUnknown = behindLost.contains(revision.header.revision)
            guard try fitness.id(of: body.person) == record, isFirst || before?.person == body.person,
                isFirst || before?.thread == body.thread
            else { throw RoomError.altered }
            let isOwnWord = OpaqueID(body.person) == revision.author
            if !isOwnWord || !isUnknown && body.fit != (before?.fit ?? []) {
                guard wasDirector(revision, room) else { throw RoomError.altered }
            }
            // By their own word something counts that did not: then nobody else could have been asked, and it says so. The
            // same events under another requirement are not their word.
            if isOwnWord, !isUnknown, body.events != before?.events, !body.liesWithin(before?.fit ?? []) {
                guard body.selfVerified, wasOnlyDirector(revision, room) else { throw RoomError.altered }
            }
            before = body
        }
        guard let before else { return }
        let threads = Threads(session: room, reading: reading)
        guard try threads.isOfItsOwn(OpaqueID(before.thread)) else { throw RoomError.altered }
        guard try threads.holds(OpaqueID(before.thread)) else { return }
        // What is lost, of it or of what it comes from, is named where it lies.
        guard try fitness.publication(of: before.person).lost == nil else { return }
        let folded = try unlessLost { () -> StaffFitness? in
            guard let file = try Personnel(session: room, reading: reading).file(of: before.person) else { return nil }
            return StaffFitness(
                of: file.credentials, events: file.events, thread: before.thread, required: try fitness.required())
        }
        guard folded.map({ $0 == before }) ?? true else { throw RoomError.altered }
    }
}

extension RowAddress {
    static func record(_ record: OpaqueID, _ revision: UInt32) -> RowAddress {
        RowAddress(.record, key: RecordHeader.key(record, revision))
    }
}

extension RecordHistory {
    /// What can be said of published fitness without a key to anything else.
    static func checkFitness(
        _ revisions: [OpenedRecord], chain: MembershipChain, isBehindLost: Bool = false
    ) throws {
        var before: StaffFitness?
        for revision in revisions {
            let body = try StaffFitness(body: revision.body)
            guard revision.header.compartment == FixedCompartment.practice.id(in: chain.practice),
                before == nil || before?.person == body.person, before == nil || before?.thread == body.thread
            else { throw RoomError.altered }
            if !chain.everHeld(.director, by: revision.author) {
                let isKnown = before != nil || !isBehindLost
                guard OpaqueID(body.person) == revision.author, !isKnown || body.fit == (before?.fit ?? []) else {
                    throw RoomError.altered
                }
            }
            before = body
        }
    }

    static func checkRequired(_ revisions: [OpenedRecord], chain: MembershipChain) throws {
        for revision in revisions {
            _ = try RequiredCredentials(body: revision.body)
            guard revision.header.compartment == FixedCompartment.practice.id(in: chain.practice),
                chain.everHeld(.director, by: revision.author)
            else { throw RoomError.altered }
        }
    }
}
