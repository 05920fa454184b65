import Counseling
import Vault

// What was noted of keeping, and how long a practice keeps (docs/file-format.md, section 7).
extension RecordHistory {
    /// What was noted lies in its client's file, nothing that was asked or given is taken back, and who took a request says so
    /// themself.
    static func checkRetention(_ revisions: [OpenedRecord], isBehindLost: Bool = false) throws {
        var former: RetentionRecord?
        for revision in revisions {
            let body = try RetentionRecord(body: revision.body)
            guard OpaqueID(body.client) == revision.header.compartment, former?.mayBeFollowed(by: body) ?? true else {
                throw RoomError.altered
            }
            let asked = body.requests.dropFirst(former?.requests.count ?? 0)
            let isKnown = former != nil || !isBehindLost
            guard !isKnown || asked.allSatisfy({ OpaqueID($0.by) == revision.author }) else { throw RoomError.altered }
            former = body
        }
    }

    /// A schedule is a director's, lies in `practice`, and is not below what the law asks for.
    static func checkSchedule(_ revisions: [OpenedRecord], chain: MembershipChain) throws {
        for revision in revisions {
            guard chain.everHeld(.director, by: revision.author),
                revision.header.record == FixedRecord.retentionSchedule.id(in: chain.practice),
                revision.header.compartment == FixedCompartment.practice.id(in: chain.practice),
                try RetentionSchedule(body: revision.body).isLawful
            else { throw RoomError.altered }
        }
    }

    /// What was disclosed of a client is put aside by directors, lies with the desk, and loses nothing again.
    static func checkAccount(_ revisions: [OpenedRecord], chain: MembershipChain) throws {
        var former: DisclosureAccount?
        for revision in revisions {
            let body = try DisclosureAccount(body: revision.body)
            guard chain.everHeld(.director, by: revision.author), body.isWhole,
                revision.header.compartment == FixedCompartment.desk.id(in: chain.practice),
                former?.mayBeFollowed(by: body) ?? true
            else { throw RoomError.altered }
            former = body
        }
    }
}
