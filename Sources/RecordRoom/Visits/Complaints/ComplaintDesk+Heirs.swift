import Counseling
import RecordStore
import Vault

// Complaints that were taken up and that nobody in their thread may handle any more, as after a change of the whole committee: those who
// left it hand the thread on as they would a lot that nobody took up, and step back.
extension ComplaintDesk {
    /// Whether somebody has the office by which complaints are handled: on the committee, or a director who may have acted for it.
    func holdsOffice(_ person: OpaqueID) -> Bool {
        candidates.contains { $0.id == person } || session.chain.members[person]?.holds(.director) == true
    }

    /// Those of some people who may go on with a complaint now: with the office, without a conflict of interest, and not recused.
    func able(_ people: [Identifier<Person>], in complaint: Complaint) throws -> [Identifier<Person>] {
        let those = people.filter {
            holdsOffice(OpaqueID($0)) && !complaint.recused.contains($0) && complaint.mayBeHandled(by: $0)
        }
        guard !those.isEmpty else { return [] }
        let against = complaint.filing.against
        let eligible = Set(try eligible(against: against).map { Identifier<Person>($0.id) })
        return try those.filter { try eligible.contains($0) || isFreeActing($0, against: against) }
    }

    /// Whether nobody who belongs to a complaint may go on with it. What was decided those who belong tell and close, also once they
    /// left the office.
    func isStranded(_ found: Found) throws -> Bool {
        guard found.complaint.decision == nil else { return false }
        return try able(found.people.map { Identifier($0) }, in: found.complaint).isEmpty
    }

    /// Whether a panel was seated, and nobody of it may go on: then those who may seat another.
    func isWithoutPanel(_ complaint: Complaint) throws -> Bool {
        try complaint.seatedAt != nil && able(complaint.panel, in: complaint).isEmpty
    }

    /// Hands a stranded complaint on to those who may handle it now, and steps back with the same act: whoever read it knows it anyway,
    /// and reads nothing of what follows. Once that was done, the others of its panel who left the office step back too, so that their
    /// seats are free.
    ///
    /// Of a panel nobody goes who holds the office still: a conflict of interest by supervision is a director's word.
    /// - Returns: whether this identity has left
    func handOn(_ found: Found, at now: UTCTime, in transaction: RoomTransaction) throws -> Bool {
        let (complaint, me) = (found.complaint, Identifier<Person>(session.me))
        guard complaint.decision == nil, !holdsOffice(session.me) || complaint.panel.isEmpty,
            try able([me], in: complaint).isEmpty
        else { return false }
        let able = try able(found.people.map { Identifier($0) }, in: complaint)
        var heirs: [OpaqueID] = []
        if able.isEmpty {
            heirs = try takers(of: complaint.id, complaint.filing).filter {
                !complaint.recused.contains(Identifier($0))
            }
            guard !heirs.isEmpty else { return false }
        } else {
            guard complaint.panel.contains(me), complaint.panel.allSatisfy({ !able.contains($0) }) else { return false }
        }
        try compartments.prepareToWrite(found.thread, in: transaction)
        for person in heirs where !found.people.contains(person) {
            try threads.admit(person, to: found.thread, in: transaction)
        }
        if complaint.panel.contains(me) {
            try threads.add(ComplaintEvent.recused(me), .complaint, to: found.thread, at: now, in: transaction)
        }
        try threads.leave(found.thread, in: transaction)
        return true
    }
}
