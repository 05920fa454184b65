/// Who may not sit on a complaint.
public enum ConflictOfInterest {
    /// A supervision agreement in force: who supervises whom.
    public struct Supervision: Hashable, Sendable {
        public let supervisor: Identifier<Person>
        public let trainee: Identifier<Person>

        public init(supervisor: Identifier<Person>, trainee: Identifier<Person>) {
            self.supervisor = supervisor
            self.trainee = trainee
        }
    }

    /// Somebody who could handle complaints.
    public struct Candidate: Hashable, Sendable {
        public let id: Identifier<Person>
        public let isDirector: Bool
        /// Whether they act for a committee that has no members, as directors do.
        public let isActing: Bool

        public init(id: Identifier<Person>, isDirector: Bool, isActing: Bool) {
            self.id = id
            self.isDirector = isDirector
            self.isActing = isActing
        }
    }

    /// Those of the candidates who have no conflict of interest, in their order: not the respondent, nor whoever supervises
    /// or is supervised by them; and for a complaint against the service, which a director answers for, no director who sits
    /// on the committee. A director who acts for a committee without members handles that, or nobody would.
    public static func eligible(
        _ candidates: [Candidate], against respondent: ComplaintRespondent, supervisions: [Supervision]
    ) -> [Candidate] {
        switch respondent {
        case .unknown: return candidates
        case .service: return candidates.filter { !$0.isDirector || $0.isActing }
        case .person(let person):
            let near = supervisions.reduce(into: Set([person])) { near, tie in
                if tie.supervisor == person { near.insert(tie.trainee) }
                if tie.trainee == person { near.insert(tie.supervisor) }
            }
            return candidates.filter { !near.contains($0.id) }
        }
    }
}
