/// What the door looked up about people who leave and keys that are renewed; false until found so.
public struct DepartureFacts: Hashable, Sendable {
    /// The case is handed over by whoever it was given to.
    public var isOwnCase = false
    /// The case was given to somebody who never wrote in it, so that it has no key yet.
    public var caseHasNoKey = false
    /// The person named as successor is active, a counselor or trainee, and not who hands over.
    public var successorMayCounsel = false
    /// The successor is fit today, or nothing was ever recorded of them.
    public var successorIsFit = false
    /// This person belongs to the compartment and holds its newest key.
    public var belongsToCompartment = false

    public init() {}
}

// Suspension, departure, and keys that are renewed.
extension Asker {
    func departure(_ action: Action) throws(PolicyRule) -> Role? {
        switch action {
        case .handOverCase: return try hander()
        case .listHandover:
            if let role = first(of: [.director]) { return role }
            guard facts.isOwnRecord, let role = anyRole else { throw .notDirector }
            return role
        case .rotateKey:
            guard facts.departure.belongsToCompartment, let role = anyRole else { throw .notInCompartment }
            return role
        case .readStanding: return try require(.director, else: .notDirector)
        default:
            let role = try require(.director, else: .notDirector)
            // Another looks at it too, and nobody shuts themself out by a slip.
            guard !facts.isOwnRecord else { throw .ownStanding }
            return role
        }
    }

    /// The case's counselor, who alone can hand over its key; a director where there is no key yet.
    private func hander() throws(PolicyRule) -> Role {
        let role: Role
        if facts.departure.isOwnCase {
            role = try assigned()
        } else {
            guard facts.departure.caseHasNoKey else { throw .notAssignedCounselor }
            role = try require(.director, else: .notDirector)
        }
        guard facts.departure.successorMayCounsel else { throw .subjectMayNotCounsel }
        guard facts.departure.successorIsFit else { throw .counselorNotFit }
        return role
    }
}
