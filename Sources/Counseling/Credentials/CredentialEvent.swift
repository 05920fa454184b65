/// What happened to a credential: one event of a person's personnel thread.
public struct CredentialEvent: Codable, Hashable, Sendable {
    public enum Step: String, CaseIterable, Codable, Hashable, Sendable {
        /// Claimed, with the document's particulars.
        case added
        /// Somebody else saw the document, as it was claimed last.
        case verified
        /// A later end is claimed.
        case renewed
        /// It counts no longer.
        case withdrawn
    }

    public let step: Step
    /// Whom the thread is about.
    public let person: Identifier<Person>
    public let credential: Identifier<StaffCredential>
    /// With `added`.
    public let details: StaffCredential?
    /// With `added` and `renewed`.
    public let term: CredentialTerm?
    /// With `verified`: true where the practice's only director verified a credential of their own.
    public let selfVerified: Bool?

    public init(
        _ step: Step, _ credential: Identifier<StaffCredential>, of person: Identifier<Person>,
        details: StaffCredential? = nil, term: CredentialTerm? = nil, selfVerified: Bool? = nil
    ) {
        self.step = step
        self.person = person
        self.credential = credential
        self.details = details
        self.term = term
        self.selfVerified = selfVerified
    }
}

extension CredentialEvent: ConfidentialRecord {}
