/// The person who asks, as the rules see them: their roles and what was looked up.
struct Asker {
    let roles: Set<Role>
    let facts: Relationship

    /// The first role in the order of `Role`, for acts that every active person may do.
    var anyRole: Role? { first(of: Role.allCases) }

    func first(of candidates: [Role]) -> Role? { candidates.first(where: roles.contains) }

    func require(_ role: Role, else rule: PolicyRule) throws(PolicyRule) -> Role {
        guard roles.contains(role) else { throw rule }
        return role
    }

    /// The front desk or the director.
    func desk() throws(PolicyRule) -> Role {
        guard let role = first(of: [.frontDesk, .director]) else { throw .notDesk }
        return role
    }

    /// The desk for every client, a counselor or trainee for those of their own caseload.
    ///
    /// - Parameter first: whether one's own client is seen as their counselor even by someone who is also at the desk. So
    ///   it is for a single client; a list is as long as the widest role allows.
    func caseload(first: Bool) throws(PolicyRule) -> Role {
        let counseling = facts.clientIsInOwnCaseload ? self.counseling : nil
        let desk = self.first(of: [.frontDesk, .director])
        if let role = first ? counseling ?? desk : desk ?? counseling { return role }
        throw self.counseling == nil ? .notDesk : .notOwnCaseload
    }

    /// The assigned counselor, or whoever keeps the list of cases.
    func caseReader(assignmentFirst: Bool) throws(PolicyRule) -> Role {
        let counseling = facts.isAssignedCounselor ? self.counseling : nil
        let desk = first(of: [.frontDesk, .director])
        if let role = assignmentFirst ? counseling ?? desk : desk ?? counseling { return role }
        // A list is of no case: who has none of their own is told who keeps it.
        throw assignmentFirst || self.counseling != nil ? .notAssignedCounselor : .notDesk
    }

    /// A counselor for themself and a client they already see, else the director.
    func opener() throws(PolicyRule) -> Role {
        let isOwn = facts.subjectNamesSelf && facts.clientIsInOwnCaseload
        let role: Role? = roles.contains(.counselor) && isOwn ? .counselor : first(of: [.director])
        guard let role else { throw refusalToOpen }
        guard facts.subjectMayCounsel else { throw .subjectMayNotCounsel }
        guard facts.credential.counselorIsFit else { throw .counselorNotFit }
        return role
    }

    /// The case's counselor or trainee, whom nobody stands in for: neither director nor supervisor.
    func assigned() throws(PolicyRule) -> Role {
        guard facts.isAssignedCounselor else {
            throw facts.retention.isDisposed ? .alreadyDisposed : .notAssignedCounselor
        }
        guard let role = counseling else { throw .notCounselor }
        return role
    }

    /// The same role, if it signs by itself.
    func signingAlone(_ role: Role) throws(PolicyRule) -> Role {
        guard role != .trainee else { throw .traineeCannotSignAlone }
        return role
    }

    /// Counselor before trainee: who is both has the wider right.
    var counseling: Role? { first(of: [.counselor, .trainee]) }

    private var refusalToOpen: PolicyRule {
        switch counseling {
        case .counselor: facts.subjectNamesSelf ? .notOwnCaseload : .counselorNamesOther
        case .trainee: .traineeCannotOpenCase
        default: .notDirector
        }
    }
}
