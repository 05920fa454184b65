/// Where a disclosure stands.
public enum DisclosureState: String, CaseIterable, Codable, Hashable, Sendable {
    /// The counselor's program is to fix what would leave.
    case requested
    /// A second person is to agree.
    case prepared
    /// The counselor may make the package.
    case approved
    case sent
    /// Refused for harm by one person.
    case refusing
    case refused
    case withdrawn

    /// The state after a step.
    /// - Throws: `CounselingError.refusedStep` for what does not follow
    public func advance(_ step: DisclosureEvent.Step) throws(CounselingError) -> DisclosureState {
        switch (self, step) {
        // What would leave may be fixed anew until it leaves; the approval then falls.
        case (.requested, .prepared), (.prepared, .prepared), (.approved, .prepared): return .prepared
        case (.prepared, .approved): return .approved
        // A package whose file was lost is made again, and counted again.
        case (.approved, .sent), (.sent, .sent): return .sent
        case (.requested, .refusalProposed), (.prepared, .refusalProposed), (.approved, .refusalProposed):
            return .refusing
        case (.requested, .refused), (.prepared, .refused), (.approved, .refused), (.refusing, .refused):
            return .refused
        case (.refusing, .refusalLifted): return .requested
        case (.requested, .withdrawn), (.prepared, .withdrawn), (.approved, .withdrawn), (.refusing, .withdrawn):
            return .withdrawn
        default: throw .refusedStep
        }
    }

    /// Whether nothing more will come of it but another package.
    public var isOver: Bool { self == .sent || self == .refused || self == .withdrawn }
}

/// A disclosure, folded from the events of its thread.
public struct Disclosure: Sendable {
    /// What would leave, as the counselor's program fixed it.
    public struct Prepared: Sendable {
        public let items: [DisclosureEvent.Item]
        public let digest: String
        public let terms: String
        public let leftOut: Int
    }

    /// Who agreed to exactly that, and when.
    public struct Approval: Sendable {
        public let by: Identifier<Person>
        public let at: UTCTime
    }

    /// One package that was made.
    public struct Package: Sendable {
        public let at: UTCTime
        public let digest: String
        public let key: String?
    }

    public let requester: Identifier<Person>
    public let requested: UTCTime
    public let client: Identifier<Client>
    public let caseID: Identifier<CounselingCase>
    public let counselor: Identifier<Person>
    public let basis: ReleaseBasis
    public let recipient: String
    public let purpose: String
    public let grounds: String?
    /// Those asked for; empty where the counselor names them.
    public let records: [Identifier<DisclosedRecord>]
    public private(set) var state = DisclosureState.requested
    /// When the last step was made that brought it where it stands.
    public private(set) var since: UTCTime
    public private(set) var prepared: Prepared?
    public private(set) var approval: Approval?
    public private(set) var packages: [Package] = []
    public private(set) var refusal: DisclosureRefusal?
    public private(set) var refuser: Identifier<Person>?
    /// How many events it was folded from.
    public private(set) var events = 1

    /// - Throws: `CounselingError.refusedStep` where an event does not follow, or was not its signer's to make
    public init(_ events: [ThreadEvent<DisclosureEvent>]) throws(CounselingError) {
        guard let first = events.first, first.what.step == .requested, let client = first.what.client,
            let caseID = first.what.caseID, let counselor = first.what.counselor, let basis = first.what.basis,
            let recipient = first.what.recipient, let purpose = first.what.purpose,
            first.what.grounds != nil || !basis.needsGrounds
        else { throw .refusedStep }
        requester = first.by
        requested = first.at
        self.client = client
        self.caseID = caseID
        self.counselor = counselor
        self.basis = basis
        self.recipient = recipient
        self.purpose = purpose
        grounds = first.what.grounds
        records = first.what.records ?? []
        since = first.at
        for event in events.dropFirst() { try apply(event) }
    }

    private mutating func apply(_ event: ThreadEvent<DisclosureEvent>) throws(CounselingError) {
        let what = event.what
        guard mayMake(what.step, event.by) else { throw .refusedStep }
        let next = try state.advance(what.step)
        switch what.step {
        case .requested: throw .refusedStep
        case .prepared:
            guard let items = what.items, !items.isEmpty, Set(items.map(\.record)).count == items.count,
                let digest = what.digest, let terms = what.terms, let leftOut = what.leftOut, leftOut >= 0,
                records.isEmpty || Set(items.map(\.record)).isSubset(of: records)
            else { throw .refusedStep }
            prepared = Prepared(items: items, digest: digest, terms: terms, leftOut: leftOut)
            approval = nil
        case .approved:
            // Agreed is to exactly what was prepared last.
            guard let digest = what.digest, digest == prepared?.digest else { throw .refusedStep }
            approval = Approval(by: event.by, at: event.at)
        case .sent:
            guard approval != nil, let package = what.package else { throw .refusedStep }
            packages.append(Package(at: event.at, digest: package, key: what.key))
        case .refusalProposed:
            guard what.reason == .harm else { throw .refusedStep }
            (refusal, refuser) = (.harm, event.by)
        case .refused:
            // For harm nobody refuses alone.
            guard let reason = what.reason, (reason == .harm) == (state == .refusing) else { throw .refusedStep }
            refusal = reason
        case .refusalLifted: (refusal, refuser, prepared, approval) = (nil, nil, nil, nil)
        case .withdrawn: break
        }
        if next != state { since = event.at }
        state = next
        events += 1
    }

    /// Whether the step is this person's to make, as far as the disclosure itself says. That whoever approves has an office
    /// for it, the membership chain says.
    public func mayMake(_ step: DisclosureEvent.Step, _ person: Identifier<Person>) -> Bool {
        switch step {
        case .requested: false
        case .prepared, .sent: person == counselor
        case .approved: person != counselor && person != requester
        case .refusalProposed: person == counselor || person != requester
        case .refused:
            state == .refusing ? person != refuser && person != requester : person == counselor || person != requester
        case .refusalLifted: person != refuser && person != requester
        case .withdrawn: person == requester
        }
    }
}
