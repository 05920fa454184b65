import Counseling
import Cryptography
import RecordStore
import Vault

/// A thread's events as verification goes by them.
struct ThreadEvents {
    /// In the order of their numbers, each signed by whom it names.
    var events: [OpenedRecord] = []
    /// The numbers of those that said something once and cannot be read any more: what follows may rest on them.
    var lost: [UInt32] = []

    /// Those of one kind, decoded. What is no such event was passed over by whoever went on behind it.
    func decoded<Content>(_ kind: Records.Kind, _: Content.Type) -> [(
        event: ThreadEvent<Content>, record: OpenedRecord
    )] {
        events.filter { $0.kind == kind.rawValue }.compactMap { record in
            (try? ThreadEvent<Content>(body: record.body)).map { ($0, record) }
        }
    }

    /// What events come to. Where they do not follow each other as they stand, those that are lost may have said what lets them: that
    /// is tried, and nothing else is let pass.
    /// - Parameters:
    ///   - standIns: what a lost event may have said, by whom
    ///   - fold: throws where one does not follow
    /// - Returns: what they come to, and whether without what nobody can read; nil where nobody can tell, because the first is lost,
    ///   or more than can be tried
    /// - Throws: as `fold`, where they follow with nothing that may be lost
    func folded<Content, Value>(
        _ events: [ThreadEvent<Content>], standIns: [(by: Identifier<Person>, what: Content)],
        _ fold: ([ThreadEvent<Content>]) throws -> Value
    ) throws -> (value: Value, isWhole: Bool)? {
        let whole = Result { try fold(events) }
        if case .success(let value) = whole { return (value, true) }
        guard let first = events.first?.number, let last = events.last?.number else { return nil }
        let between = lost.filter { $0 < last }
        guard !between.isEmpty else { return (try whole.get(), true) }
        guard between.allSatisfy({ $0 > first }), between.count <= Self.mostTried else { return nil }
        func attempt(_ made: [ThreadEvent<Content>], _ left: ArraySlice<UInt32>) -> Value? {
            guard let number = left.first else { return try? fold(made.sorted { $0.number < $1.number }) }
            if let value = attempt(made, left.dropFirst()) { return value }
            for (person, what) in standIns {
                let event = ThreadEvent(number: number, at: events[0].at, by: person, what: what)
                if let value = attempt(made + [event], left.dropFirst()) { return value }
            }
            return nil
        }
        guard let value = attempt(events, between[...]) else { return (try whole.get(), true) }
        return (value, false)
    }

    /// Each one more takes some ten times as long.
    private static let mostTried = 3
}

extension Identifier where Entity == Person {
    /// Who is nobody's colleague: what somebody else said whose word is lost.
    static var unknown: Identifier<Person> { Identifier(OpaqueID.none) }
}

// Threads (docs/file-format.md, section 7).
extension Verification {
    /// A thread's events are numbered by their identifiers without a free place, and there is none beside: one put elsewhere would
    /// not be seen by whoever follows the thread. What lies in the place of one and is none is passed over, as whoever went on behind it
    /// did, and is named; so is what was logged under an older key than the newest after that was there.
    mutating func checkEvents(
        _ revisions: [OpaqueID: [OpenedRecord]], in history: CompartmentHistory, room: RoomSession
    ) throws -> ThreadEvents {
        let compartment = history.compartment
        var left = Set(
            revisions.filter { Records.Kind.isEvent($0.value.first?.kind ?? "") }.map(\.key))
        var thread = ThreadEvents()
        guard !left.isEmpty else { return thread }
        var kind: String?
        var number: UInt32 = 0
        while true {
            number += 1
            let id = try AttachedRecord.id(number, of: compartment, in: compartment, with: room.ring)
            let address = RowAddress.record(id, 1)
            let event = revisions[id]?.first
            left.remove(id)
            guard let event, event.header.revision == 1, Records.Kind.isEvent(event.kind) else {
                guard try isSquatted(id, outside: compartment) || isTaken(address) else { break }
                if try mayHaveSpoken(address) { thread.lost.append(number) }
                continue
            }
            guard let head = try? ThreadEventHead(body: event.body), head.number == number,
                OpaqueID(head.by) == event.author, kind == nil || kind == event.kind
            else {
                fault(.recordRewritten, id.hex)
                continue
            }
            guard try !isOutdated(address, in: history) else { continue }
            kind = event.kind
            thread.events.append(event)
        }
        try dropHidden(from: &thread, room: room)
        if let first = thread.events.first, !Threads.isOfPeople(history) {
            fault(.recordRewritten, first.header.record.hex)
        }
        for record in left.sorted() { fault(.recordRewritten, record.hex) }
        return thread
    }

    /// What somebody found not to count when they went on behind it, and could not be read when the log took it, is none.
    private mutating func dropHidden(from thread: inout ThreadEvents, room: RoomSession) throws {
        let heads = thread.events.compactMap { try? ThreadEventHead(body: $0.body) }
        let passedOver = Set(heads.flatMap { $0.passedOver ?? [] })
        guard !passedOver.isEmpty else { return }
        let lost = LostRecords(session: room, reading: reading)
        let hidden = try thread.events.filter { event in
            guard let head = try? ThreadEventHead(body: event.body), passedOver.contains(head.number),
                let row = try reading.row(.record(event.header.record, 1))
            else { return false }
            return try !lost.wasReadable(row)
        }.map(\.header.record)
        for record in hidden { fault(.recordRewritten, record.hex) }
        thread.events.removeAll { hidden.contains($0.header.record) }
    }

    /// Whether a record was logged under an older key than its compartment's newest after the next was there.
    private func isOutdated(_ address: RowAddress, in history: CompartmentHistory) throws -> Bool {
        guard let current = history.current, let row = try reading.row(address),
            let generation = (try? Envelope(row))?.generation, generation < current.generation
        else { return false }
        let next = RowAddress(.generation, key: CompartmentKey.bytes(history.compartment, generation + 1))
        guard let logged = ledger.firstEntry(address), let renewed = ledger.firstEntry(next) else { return true }
        return logged > renewed
    }
}

extension Verification {
    /// Whether somebody who knew where the next of a sequence would lie put something of another compartment there. That is named;
    /// the sequence goes on behind it.
    mutating func isSquatted(_ record: OpaqueID, outside compartment: OpaqueID) throws -> Bool {
        let address = RowAddress.record(record, 1)
        guard let row = try reading.row(address), row.scope != compartment else { return false }
        fault(.recordRewritten, address.place)
        return true
    }

    /// Whether anything lies in a place, or should by the log. What is wrong with it is named where it lies.
    func isTaken(_ address: RowAddress) throws -> Bool {
        try ledger.isThere(address) || reading.row(address) != nil
    }

    /// Whether something that cannot be read is not what the entry that began it brought: it may have said something, on which what
    /// follows rests. What was never more than it is said nothing, and was passed over by whoever went on behind it.
    func mayHaveSpoken(_ address: RowAddress) throws -> Bool {
        guard let hash = ledger.hash(address) else { return false }
        guard let row = try reading.row(address), (try? row.hash()) == hash else { return true }
        return ledger.wasChanged(address)
    }

    /// The revisions of a record as far as each may be held against the one before: cut where one is between them that may have said
    /// something and that nobody can read.
    func parts(of revisions: [OpenedRecord]) throws -> [HistoryPart] {
        var parts: [HistoryPart] = []
        var former: UInt32 = 0
        for revision in revisions {
            let (record, number) = (revision.header.record, revision.header.revision)
            var isCut = false
            var between = former + 1
            while between < number, !isCut {
                let address = RowAddress.record(record, between)
                // Behind a free place that the log never had, `revision-broken` is told.
                guard ledger.isThere(address) else { break }
                isCut = try mayHaveSpoken(address)
                between += 1
            }
            if isCut || parts.isEmpty {
                parts.append(HistoryPart(revisions: [revision], isBehindLost: isCut))
            } else {
                parts[parts.count - 1].revisions.append(revision)
            }
            former = number
        }
        return parts
    }
}

/// Revisions of a record between which nothing is that may have said something and cannot be read.
struct HistoryPart {
    var revisions: [OpenedRecord]
    /// Whether something like that lies in front of them.
    let isBehindLost: Bool
}
