/// Where a credential stands.
public enum CredentialState: String, CaseIterable, Codable, Hashable, Sendable {
    /// Claimed, and never verified: it counts for nothing.
    case claimed
    case verified
    /// Verified once, and a later end is claimed: the earlier one counts.
    case renewalClaimed = "renewal-claimed"
    case withdrawn

    /// The state after a step.
    /// - Throws: `CounselingError.refusedStep` for what does not follow
    public func advance(_ step: CredentialEvent.Step) throws(CounselingError) -> CredentialState {
        switch (self, step) {
        case (.claimed, .verified), (.renewalClaimed, .verified): return .verified
        case (.claimed, .renewed): return .claimed
        case (.verified, .renewed), (.renewalClaimed, .renewed): return .renewalClaimed
        case (.claimed, .withdrawn), (.verified, .withdrawn), (.renewalClaimed, .withdrawn): return .withdrawn
        case (_, .added), (.verified, .verified), (.withdrawn, _): throw .refusedStep
        }
    }
}

/// A credential with all that happened to it.
public struct CredentialStanding: Hashable, Sendable {
    public let id: Identifier<StaffCredential>
    public let details: StaffCredential
    /// The term as it was claimed last.
    public fileprivate(set) var term: CredentialTerm
    /// The term that counts: the one that was verified last; nil before.
    public fileprivate(set) var verifiedTerm: CredentialTerm?
    public fileprivate(set) var state: CredentialState
    /// Who claimed last.
    public fileprivate(set) var claimedBy: Identifier<Person>
    public fileprivate(set) var verifiedBy: Identifier<Person>?
    public fileprivate(set) var selfVerified = false
}

extension CredentialStanding: ConfidentialRecord {}

/// The credentials of one person, folded from the events of their personnel thread.
public struct CredentialFile: Sendable {
    public let person: Identifier<Person>
    public private(set) var credentials: [CredentialStanding] = []

    public init(of person: Identifier<Person>) { self.person = person }

    /// The file that these events make, in order.
    /// - Throws: `CounselingError.refusedStep` where one of them does not follow, or was not its signer's to make
    public init(of person: Identifier<Person>, _ events: some Sequence<ThreadEvent<CredentialEvent>>)
        throws(CounselingError)
    {
        self.init(of: person)
        for event in events { try apply(event.what, by: event.by) }
    }

    public func credential(_ id: Identifier<StaffCredential>) -> CredentialStanding? {
        credentials.first { $0.id == id }
    }

    /// Takes in one event.
    /// - Throws: `CounselingError.refusedStep`
    public mutating func apply(_ event: CredentialEvent, by signer: Identifier<Person>) throws(CounselingError) {
        guard event.person == person else { throw .refusedStep }
        guard let place = credentials.firstIndex(where: { $0.id == event.credential }) else {
            guard event.step == .added, let details = event.details, let term = event.term else { throw .refusedStep }
            credentials.append(
                CredentialStanding(
                    id: event.credential, details: details, term: term, state: .claimed, claimedBy: signer))
            return
        }
        var standing = credentials[place]
        standing.state = try standing.state.advance(event.step)
        switch event.step {
        case .added, .withdrawn: break
        case .renewed:
            guard let term = event.term else { throw .refusedStep }
            standing.term = term
            standing.claimedBy = signer
        case .verified:
            // Two pairs of eyes: neither whoever claimed it nor whom it is about, but for a practice's only director, who
            // has nobody to ask and is marked so.
            let isOwn = signer == person
            guard isOwn == (event.selfVerified == true), isOwn || signer != standing.claimedBy else {
                throw .refusedStep
            }
            standing.verifiedTerm = standing.term
            standing.verifiedBy = signer
            standing.selfVerified = isOwn
        }
        credentials[place] = standing
    }
}
