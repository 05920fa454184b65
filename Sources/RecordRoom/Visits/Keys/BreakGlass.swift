public import Counseling
import Cryptography
import RecordStore
import Vault

public enum RequestingGlass: ChangingPurpose { public static let action = Action.requestGlass }
public enum ListingGlass: LookingPurpose { public static let action = Action.listGlass }
public enum ApprovingGlass: ChangingPurpose { public static let action = Action.approveGlass }
public enum ReleasingGlassShare: ChangingPurpose { public static let action = Action.releaseGlassShare }
public enum AcknowledgingGlass: ChangingPurpose { public static let action = Action.acknowledgeGlass }
public enum ReviewingGlass: ChangingPurpose { public static let action = Action.reviewGlass }

/// A break-glass as whoever looks may see it.
public struct GlassEntry: Sendable {
    public let id: Identifier<BreakGlass>
    /// nil for the committee, which learns that it happened and not whose case it is.
    public let caseID: Identifier<CounselingCase>?
    public let reader: Identifier<Person>
    public let readerMember: StaffMember?
    /// Of the keys to which shares are sealed: six places in the word list.
    public let fingerprint: [Int]
    /// nil where it cannot be read: then it gives nobody anything.
    public let times: GlassTimes?
    /// Whether the statements of the case are not what they should be: then less is known of it, and nobody reads by it with this program.
    public let isCaseSpoiled: Bool
    /// For the custodians asked, the case's counselors at the time, and whoever asked.
    public let reason: GlassText?
    public let approved: Set<Identifier<Person>>
    public let released: Set<Identifier<Person>>
    public let needed: Int
    /// Who holds a share and is asked.
    public let custodians: Set<Identifier<Person>>
    /// Whether a share is released: with those of hostile custodians, or their own, who asked may know the key.
    public let isBroken: Bool
    /// Whether who asked has put the key together, as their program says.
    public let isOpened: Bool
    /// Whether its time has passed, or the case has a new key since.
    public let isOver: Bool
    /// Whether it is dated ahead of the clock: nobody approves it or reads by it before that.
    public let isAhead: Bool
    public let isAcknowledged: Bool
    public let reviewedBy: Set<Identifier<Person>>
    /// Whose reviews are none, as far as who looks can tell: the committee's key does not open the finding, or they had left the committee.
    public let voidReviews: Set<Identifier<Person>>
    /// For the committee.
    public let findings: [GlassFinding]
    public let isOwn: Bool
    /// Whether the case is given to who looks, or was since the key asked for was made.
    public let isCounselor: Bool
    /// Whether who looks may review it.
    public let mayReview: Bool

    public var state: State {
        if isAhead { return .ahead }
        if released.count < needed { return isOver ? .lapsed : .asked }
        return isOver ? .over : .open
    }

    public enum State: String, Sendable {
        /// Not enough shares, and its time runs.
        case asked
        /// Not enough shares, and its time has passed.
        case lapsed
        /// Reading is possible.
        case open
        case over
        /// Dated ahead of the clock.
        case ahead
    }
}

extension Glasses {
    /// What this identity sees of it; nil for whom it does not concern.
    func entry(_ standing: Standing) throws -> GlassEntry? {
        let request = standing.request
        let isOwn = request.recipient == session.me
        let isCounselor = standing.isCounselor
        let isAsked = session.ring.isReasonMeant(request)
        guard isOwn || isCounselor || isAsked || (isCommittee && standing.isBroken) else { return nil }
        let people = { (ids: [OpaqueID]) in Set(ids.map { Identifier<Person>($0) }) }
        let shares = try shareSet(of: standing)
        let reviews = standing.marks(.reviewed)
        return GlassEntry(
            id: Identifier(request.id),
            caseID: isOwn || isCounselor || isAsked ? Identifier(request.compartment) : nil,
            reader: Identifier(request.recipient), readerMember: try session.staff(Identifier(request.recipient)),
            fingerprint: try session.chain.members[request.recipient]?.keys.fingerprint() ?? [],
            times: times(of: request), isCaseSpoiled: standing.history == nil,
            reason: isAsked ? (try? GlassReason(body: session.ring.reason(of: request)))?.reason : nil,
            approved: people(Array(standing.approvals.keys)), released: people(Array(standing.releases.keys)),
            needed: Int(request.threshold), custodians: people(able(shares, besides: request.recipient)),
            isBroken: standing.isBroken, isOpened: !standing.marks(.opened).isEmpty,
            isOver: try !isInTime(request) || standing.history != nil && !isFounded(standing),
            isAhead: times(of: request).map(isAhead) ?? false,
            isAcknowledged: standing.marks(.acknowledged).contains { $0.signer == session.me },
            reviewedBy: people(reviews.map(\.signer)), voidReviews: people(Array(standing.voidReviewers)),
            findings: isCommittee ? try reviews.compactMap { try finding($0, request) } : [], isOwn: isOwn,
            isCounselor: isCounselor && !isOwn, mayReview: mayReview(standing))
    }

    func mayReview(_ standing: Standing) -> Bool {
        isCommittee && standing.isBroken && standing.request.recipient != session.me
            && standing.approvals[session.me] == nil
    }

    /// Custodians who can still release a share of the set.
    func able(_ shares: ShareSet?, besides reader: OpaqueID) -> [OpaqueID] {
        session.chain.active(with: .custodian).filter { member in
            guard member.id != reader, let keyID = try? member.keys.id() else { return false }
            return shares?.hasShare(of: member.id, keyID: keyID) == true
        }.map(\.id)
    }

    private func finding(_ mark: GlassMark, _ request: GlassRequest) throws -> GlassFinding? {
        let committee = FixedCompartment.committee.id(in: session.chain.practice)
        try Compartments(session: session).open(committee, reading: reading)
        return (try? session.ring.finding(of: mark, in: request)).flatMap { try? GlassFinding(body: $0) }
    }
}

extension Visit where P == ListingGlass {
    /// Those that concern this person, in the order in which they were asked.
    public func all() throws -> [GlassEntry] {
        let glasses = Glasses(session: session, reading: reading)
        func order(_ entry: GlassEntry) -> (Int64, String) { (entry.times?.at.secondsSince1970 ?? 0, entry.id.hex) }
        return try glasses.all().compactMap { try glasses.entry($0) }.sorted { order($0) < order($1) }
    }
}

extension Visit where P == RequestingGlass {
    /// Asks the custodians for the key of the visit's case. What this person asked for already, and still may, stands; unless nobody
    /// approved it and it ends sooner: asked for by a clock that was behind, it may be over for every custodian.
    /// - Returns: the request, and whether it was made now
    public func request(because reason: GlassText, hours: Int) throws -> (entry: GlassEntry, isNew: Bool) {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let glasses = Glasses(session: session, reading: reading)
        guard try glasses.isCase(OpaqueID(id)) else { throw RoomError.notFound(.counselingCase) }
        let history = try compartments.history(of: OpaqueID(id), reading: reading)
        guard let current = history.current,
            let shares = try Recoveries(session: session, reading: reading)
                .shareSet(of: history, generation: current.generation)
        else { throw RoomError.noShares }
        let times = try GlassTimes(at: now, hours: hours)
        let mine = try glasses.all().first {
            try $0.request.recipient == session.me && $0.request.shareSet == shares.hash && glasses.isFounded($0)
                && glasses.isInTime($0.request) && (!$0.approvals.isEmpty || glasses.lasts($0.request, as: times))
        }
        if let mine, let entry = try glasses.entry(mine) { return (entry, false) }
        let custodians = glasses.able(shares, besides: session.me)
        guard custodians.count >= Int(shares.threshold) else { throw RoomError.noShares }
        let counselors = history.assigned.compactMap { holder -> OpaqueID? in
            if case .person(let person) = holder { person } else { nil }
        }
        let readers = Set(custodians + counselors + [session.me]).sorted().compactMap { session.chain.members[$0] }
            .filter { $0.effect == .active }
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        guard let practiceKey = try compartments.history(of: practice, reading: reading).current else {
            throw RoomError.noKey
        }
        let salt = Hex.encode(try SecretBytes.random(count: 32).revealed())
        let made = try session.ring.glassRequest(
            try OpaqueID.random(), for: current, shareSet: shares,
            times: try times.encodedBody(),
            reason: try GlassReason(reason, salt: salt).encodedBody(), to: readers, practiceKey: practiceKey,
            chain: session.chain)
        try writing().put(made.row)
        guard let entry = try glasses.entry(try glasses.one(made.id)) else { throw RoomError.altered }
        return (entry, true)
    }
}

extension Visit where P == ApprovingGlass {
    /// This custodian's word, before the share is opened. Given already it stands.
    public func approve() throws {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        guard let shares = try glasses.shareSet(of: standing) else { throw RoomError.noShares }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        guard standing.approvals[session.me] == nil else { return }
        try writing().put(try session.ring.approve(standing.request, shareSet: shares, chain: session.chain).row)
    }
}

extension Visit where P == ReleasingGlassShare {
    /// The share, sealed to whoever asked and to nobody else.
    public func release() throws {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        guard let shares = try glasses.shareSet(of: standing),
            let reader = session.chain.members[standing.request.recipient]
        else { throw RoomError.noShares }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        try writing().put(try session.ring.release(standing.request, shareSet: shares, to: reader).row)
    }
}

extension Visit where P == AcknowledgingGlass {
    /// This counselor knows. Said already it stands.
    public func acknowledge() throws {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let standing = try Glasses(session: session, reading: reading).one(OpaqueID(id))
        guard !standing.marks.contains(where: { $0.step == .acknowledged && $0.signer == session.me }) else { return }
        try writing().put(
            try session.ring.glassMark(.acknowledged, of: standing.request, chain: session.chain).row)
    }
}

extension Visit where P == ReviewingGlass {
    /// What this member of the committee found. The review is done with it.
    /// - Parameter finding: nil where only the refusal was to be had
    public func review(_ finding: GlassText?) throws {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        guard !standing.marks.contains(where: { $0.step == .reviewed && $0.signer == session.me }) else {
            throw RoomError.alreadyReviewed
        }
        // Nothing is written of a case any more that was disposed of, which a first review had to come before.
        guard try !Disposals(session: session, reading: reading).isDisposed(standing.request.compartment) else {
            throw RoomError.denied(rule: .alreadyDisposed)
        }
        guard let finding else { throw RoomError.changedMeanwhile }
        let committee = FixedCompartment.committee.id(in: session.chain.practice)
        let history = try compartments.prepareToWrite(committee, in: try writing())
        guard let key = history.current else { throw RoomError.noKey }
        try writing().put(
            try session.ring.glassReview(
                of: standing.request, finding: try GlassFinding(finding, at: now).encodedBody(), committeeKey: key,
                chain: session.chain
            ).row)
    }
}
