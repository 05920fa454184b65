import Counseling
import RecordStore
import Vault

// What becomes of a complaint's thread: who is let in, who is put out.
extension ComplaintDesk {
    /// Makes the threads of filings that nobody took up yet, for those who may handle them now, and puts out whoever should
    /// have left: those recused, those beside a seated panel, those who lost the role, whom it is about. A key that somebody
    /// left with is renewed.
    /// - Returns: how many filings were taken up
    func takeUp(at now: UTCTime, in transaction: RoomTransaction) throws -> Int {
        var taken = 0
        for filed in try filings() {
            guard try !isTaken(filed.thread) else { continue }
            let way = try way(of: filed)
            guard !way.people.isEmpty else { continue }
            let readers = way.staysOut ? way.people + [session.me] : way.people
            // Said before the key is made: no custodian gets a share of a complaint.
            session.unshared.insert(filed.thread)
            _ = try threads.open(to: readers, as: filed.thread, in: transaction)
            try threads.add(
                try filed.received(with: session.ring), .complaint, to: filed.thread, after: 0, at: now,
                in: transaction)
            if way.staysOut {
                // They know the filing by their lot, and nothing of what follows: the next key is made without them.
                let recused = ComplaintEvent.recused(Identifier(session.me))
                try threads.add(recused, .complaint, to: filed.thread, after: 1, at: now, in: transaction)
                try threads.leave(filed.thread, in: transaction)
            }
            taken += 1
        }
        for found in try all().found {
            // One thread whose keys somebody spoiled must not keep the others from being looked after.
            do {
                if try !handOn(found, at: now, in: transaction) { try tidy(found, in: transaction) }
            } catch  where Self.isOfOneThread(error) { continue }
        }
        return taken
    }

    private func tidy(_ found: Found, in transaction: RoomTransaction) throws {
        // Whoever should have left themself neither puts the others out nor renews the key for themself.
        guard try mayStay(session.me, in: found.complaint) else { return }
        let outsiders = try found.people.filter { try $0 != session.me && !mayStay($0, in: found.complaint) }
        try threads.dismiss(all: outsiders, from: found.thread, in: transaction)
        let history = try compartments.prepareToWrite(found.thread, in: transaction)
        if try isSplit(history) { try compartments.makeGeneration(of: history, in: transaction) }
    }

    /// Whether somebody split the thread's newest key among custodians, or says so: such a share set may lie elsewhere.
    private func isSplit(_ history: CompartmentHistory) throws -> Bool {
        guard let current = history.current else { return false }
        let address = RowAddress(.shares, key: CompartmentKey.bytes(history.compartment, current.generation))
        do { return try reading.row(address) != nil } catch RoomError.altered { return true }
    }

    private func mayStay(_ person: OpaqueID, in complaint: Complaint) throws -> Bool {
        guard session.chain.members[person]?.holds([.committee, .director]) == true,
            !complaint.recused.contains(Identifier(person)), complaint.mayBeHandled(by: Identifier(person))
        else { return false }
        if complaint.panel.isEmpty || complaint.panel.contains(Identifier(person)) { return true }
        // Those to whom it was handed on seat another panel.
        return try complaint.decision == nil && isWithoutPanel(complaint)
    }

    /// Records a step, and does with the keys what it means.
    func record(
        _ event: ComplaintEvent, in found: Found, at now: UTCTime, in transaction: RoomTransaction
    ) throws {
        let thread = found.thread
        func add(_ said: ComplaintEvent? = nil) throws {
            try threads.add(said ?? event, .complaint, to: thread, at: now, in: transaction)
        }
        switch event {
        case .seated(let named, _):
            let panel = Set((found.complaint.panel + named).map { OpaqueID($0) })
            try compartments.prepareToWrite(thread, in: transaction)
            for person in panel.subtracting(found.people).sorted() where holdsOffice(person) {
                try threads.admit(person, to: thread, in: transaction)
            }
            let others = found.people.filter { !panel.contains($0) && $0 != session.me }
            // First the others lose the key, then it is written down who sits.
            try threads.dismiss(all: others, from: thread, in: transaction)
            try add(.seated(named, at: head))
            if !panel.contains(session.me) { try threads.leave(thread, in: transaction) }
        case .recused(let person, _) where OpaqueID(person) == session.me:
            try add()
            try threads.leave(thread, in: transaction)
        case .recused(let person, _):
            try threads.dismiss(all: [OpaqueID(person)], from: thread, in: transaction)
            try add(.recused(person, at: head))
        default: try add()
        }
    }
}

extension Threads {
    /// Puts several people out and makes one generation without them.
    func dismiss(all people: [OpaqueID], from thread: OpaqueID, in transaction: RoomTransaction) throws {
        guard !people.isEmpty else { return }
        for person in people {
            let history = try Compartments(session: session).open(thread, reading: transaction.reading)
            guard history.assigned.contains(.person(person)) else { continue }
            try transaction.put(
                try session.ring.assign(.person(person), assigned: false, to: history, chain: session.chain).row)
        }
        try Compartments(session: session).prepareToWrite(thread, in: transaction)
    }

    /// Leaves a thread. The next key must be made by somebody who stays: until then nothing is written, for the present one
    /// is stale.
    func leave(_ thread: OpaqueID, in transaction: RoomTransaction) throws {
        let history = try Compartments(session: session).open(thread, reading: transaction.reading)
        guard history.assigned.contains(.person(session.me)), let current = history.current else { return }
        try transaction.put(
            try session.ring.assign(.person(session.me), assigned: false, to: history, chain: session.chain).row)
        let mark = try session.ring.staleMark(
            thread, generation: current.generation, removed: session.me, chain: session.chain)
        if try transaction.reading.row(mark.row.address) == nil { try transaction.put(mark.row) }
    }
}
