/// What the door looked up about credentials; false until found so, and that is the refusing side.
public struct CredentialFacts: Hashable, Sendable {
    /// The credentials are those of the person who acts. For a list: every one that would be shown is.
    public var areOwn = false
    /// Somebody other than who acts recorded what is to be verified.
    public var isOthersClaim = false
    /// The practice has no other active director than the person who acts.
    public var isOnlyDirector = false
    /// The counselor of the case to be opened is fit today, or nothing was ever recorded of them.
    public var counselorIsFit = false

    public init() {}
}

extension Asker {
    /// Who keeps credentials: directors, and each person their own. Who verifies is a director who did not record it and whom
    /// it does not concern; a practice's only director has nobody to ask.
    func credentials(_ action: Action) throws(PolicyRule) -> Role? {
        switch action {
        case .addCredential, .renewCredential, .listCredentials:
            if let role = first(of: [.director]) { return role }
            guard facts.credential.areOwn else { throw .notDirector }
            return anyRole
        case .verifyCredential:
            let role = try require(.director, else: .notDirector)
            if facts.credential.areOwn {
                guard facts.credential.isOnlyDirector else { throw .ownCredential }
                return role
            }
            guard facts.credential.isOthersClaim else { throw .ownClaim }
            return role
        case .readRequiredCredentials: return anyRole
        default: return try require(.director, else: .notDirector)
        }
    }
}
