import AuditTrail
import Counseling
import RecordStore
import Vault

// Whether something was handed in that this person's program should look after. By places in the log, not by times: a filing is
// announced also where it came in the same second as the last look.
extension RecordRoom {
    /// Whether a workstation left something for the committee since this person last left, and they are on it, or were, or
    /// acted for it: then their program looks whether there is a lot of theirs. After a change among the staff an older lot may be
    /// theirs to hand on.
    public func complaintsMayWait() throws(RoomError) -> Bool {
        try translating {
            let seen = session.pin.map { EntryPlace(epoch: $0.epoch, position: $0.size) }
            if try mayWait(since: seen ?? Self.beginning) { return true }
            guard let pin = session.pin, pin.chainHead != session.chain.head else { return false }
            return try mayWait(since: Self.beginning)
        }
    }

    private static var beginning: EntryPlace { EntryPlace(epoch: 1, position: 0) }

    private func mayWait(since place: EntryPlace) throws -> Bool {
        guard session.chain.members[session.me]?.effect == .active else { return false }
        return try session.store.read {
            try ComplaintDesk(session: session, reading: $0).mayHaveDrawn(since: place)
        }
    }

    /// Takes up what waits for this person, and gives all that they can open. With the clock behind nothing is taken up, but
    /// what is there can be read.
    public func lookForComplaints() throws(RoomError) -> ComplaintOverview {
        do {
            _ = try visit(for: TakingUpComplaints.self, about: .complaints) { try $0.takeUp() }
        } catch let error {
            guard case .clockWentBack = error else { throw error }
        }
        return try visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints() }
    }

    /// The complaints to which this person belongs, for what waits for them; nil for whoever is not on the committee, who are not
    /// refused either, but for those who were on it and belong to some thread still. Everybody on it looks in the same way and leaves the same entry, whether there is a complaint, whether it is
    /// about them, or not.
    public func complaintsAtHand() throws(RoomError) -> ComplaintOverview? {
        guard try looksForComplaints() else { return nil }
        return try visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints() }
    }

    /// That look, for a command that takes another one before it; none for whoever is not on the committee.
    public func complaintsLook() throws(RoomError) -> [ComingLook] {
        try looksForComplaints() ? [ComingLook(ReadingComplaints.self, about: .complaints)] : []
    }

    private func looksForComplaints() throws(RoomError) -> Bool {
        try translating {
            guard session.chain.members[session.me]?.effect == .active else { return false }
            return try session.store.read { reading in
                let desk = ComplaintDesk(session: session, reading: reading)
                let facts = try desk.facts()
                return try facts.isOnCommittee || facts.mayHoldLot && desk.hasThreads()
            }
        }
    }

    /// Whether something was handed in while this visit to the practice lasted; told by `leave`.
    public var complaintCameLate: Bool { session.complaintCameLate }

    /// What was handed in after this session looked lies behind the pin once it has left, where the next command looks no
    /// more: it is taken up and told now.
    func lookForLateComplaints() throws {
        // Each look may again meet something new; a practice hands in no more than that within a second.
        for _ in 0..<4 {
            guard try mayWait(since: session.complaintsSeen) else { return }
            let before = session.complaintsSeen
            if try lookForComplaints().hasNew { session.complaintCameLate = true }
            try Pins(session: session).leave()
            guard session.complaintsSeen > before else { return }
        }
    }
}
