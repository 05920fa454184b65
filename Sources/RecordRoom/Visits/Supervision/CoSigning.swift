public import Counseling
import Cryptography
import RecordStore
import Vault

public enum ListingCosigning: LookingPurpose { public static let action = Action.listCosigning }
public enum CosigningNote: ChangingPurpose { public static let action = Action.cosignNote }
public enum ReturningNote: ChangingPurpose { public static let action = Action.returnNote }

/// A note that was handed to the acting supervisor.
public struct SubmissionEntry: Sendable {
    public let note: Identifier<SessionNote>
    public let caseID: Identifier<CounselingCase>
    public let trainee: StaffMember?
    public let version: Int
    public let submittedAt: UTCTime
    /// nil while it waits, or where the author signed it alone meanwhile.
    public let verdict: CoSignature.Verdict?
    public let isWaiting: Bool
    /// Whether its author wrote more, or signed alone, while it waited.
    public let isOvertaken: Bool
}

/// What was handed to a supervisor.
public struct SubmissionList: Sendable {
    /// Oldest first.
    public let entries: [SubmissionEntry]
    /// Where something lies that may have been an agreement, under which more may have been handed in.
    public let unreadableAgreements: [String]
    /// Trainees of this supervisor's the thread with whom somebody spoiled: more may have been handed in by them.
    public let spoiledTrainees: [StaffMember]
    /// What was handed to this supervisor under an agreement that is over, by somebody whom they supervise again, and not since.
    public let unheld: [Identifier<SessionNote>]

    public init(
        entries: [SubmissionEntry], unreadableAgreements: [String], spoiledTrainees: [StaffMember] = [],
        unheld: [Identifier<SessionNote>] = []
    ) {
        (self.entries, self.unreadableAgreements, self.unheld) = (entries, unreadableAgreements, unheld)
        self.spoiledTrainees = spoiledTrainees
    }

    /// Whether nothing is missing that somebody spoiled.
    public var isSound: Bool { unreadableAgreements.isEmpty && spoiledTrainees.isEmpty }

    public var waiting: [SubmissionEntry] { entries.filter(\.isWaiting) }
    public var overtaken: [SubmissionEntry] { entries.filter(\.isOvertaken) }
}

extension Visit where P == ListingCosigning {
    /// What trainees handed to this person. The notes themselves stay closed.
    public func submissions() throws -> SubmissionList {
        let submissions = Submissions(session: session, reading: reading)
        let (agreements, unreadable) = try Agreements(session: session, reading: reading).read()
        let entries = try submissions.all(at: now).map { found in
            SubmissionEntry(
                note: found.event.what.note, caseID: found.event.what.caseID,
                trainee: try session.staff(found.event.by), version: Int(found.event.what.revision),
                submittedAt: found.event.at,
                verdict: found.verdict.map { $0.what.step == .cosigned ? .cosigned : .returned },
                isWaiting: try submissions.isWaiting(found),
                isOvertaken: try found.verdict == nil && submissions.isOvertaken(found))
        }
        let lost = agreements.filter { $0.supervisor == session.me }.compactMap(\.lost)
        return SubmissionList(
            entries: entries, unreadableAgreements: unreadable + lost,
            spoiledTrainees: try submissions.spoiled(at: now).compactMap { try session.staff(Identifier($0)) },
            unheld: try Unheld(session: session, reading: reading, now: now).ofTrainees())
    }
}

extension Visit where P == CosigningNote {
    /// Co-signs the visit's note as it was handed over: from then on it is locked.
    /// - Parameter version: the one that was read; nothing is co-signed that was not
    public func cosign(version: Int) throws -> CoSignature {
        try Verdicts(session: session, reading: reading, now: now)
            .decide(.cosigned, on: subject, version: version, remark: nil, in: try writing())
    }
}

extension Visit where P == ReturningNote {
    /// Returns the visit's note to its author, with what is to be changed.
    /// - Parameter version: the one that was read
    public func giveBack(version: Int, remark: String) throws -> CoSignature {
        try Verdicts(session: session, reading: reading, now: now)
            .decide(.returned, on: subject, version: version, remark: remark, in: try writing())
    }
}

/// A supervisor's decision: a deposit in the case, whose key the supervisor does not hold, and an event in the thread.
private struct Verdicts {
    let session: RoomSession
    let reading: any StoreReading
    let now: UTCTime

    func decide(
        _ verdict: CoSignature.Verdict, on subject: Subject, version: Int, remark: String?,
        in transaction: RoomTransaction
    ) throws -> CoSignature {
        guard case .note(let id) = subject else { throw RoomError.notFound(.note) }
        let submissions = Submissions(session: session, reading: reading)
        guard let found = try submissions.waiting(at: now).first(where: { $0.note == OpaqueID(id) }) else {
            throw RoomError.denied(rule: .nothingToCosign)
        }
        guard Int(found.event.what.revision) == version else { throw RoomError.changedMeanwhile }
        let (row, _) = try submissions.open(found)
        let body = try CoSignature(
            note: id, revision: found.event.what.revision, lastingHash: try row.lasting().hex, verdict: verdict,
            remark: remark, at: now)
        let deposit = try Deposit(
            body.encodedBody(), kind: CoSignatures.kind,
            to: try Compartments(session: session).destination(of: found.compartment, reading: reading),
            practice: session.chain.practice, membership: session.ring.membership, by: session.ring.identity)
        try transaction.put(deposit.row)
        try Threads(session: session, reading: reading).add(
            SupervisionEvent(
                verdict == .cosigned ? .cosigned : .returned, note: id, caseID: found.event.what.caseID,
                revision: body.revision, lastingHash: body.lastingHash, remark: body.remark),
            .supervisionEvent, to: found.agreement.thread, at: now, in: transaction)
        return body
    }
}
