public import Cryptography

/// Who belongs to the practice, replayed from the signed statements. Validity goes by position, never by clock.
///
/// Without keys (`keys: nil`) only the clear parts are replayed: links, signatures and effects; duties and with them the
/// confirmation rules are sealed, so a statement then counts at once. Whoever acts on the chain replays it with keys.
public struct MembershipChain: Sendable {
    public let practice: OpaqueID
    public let root: Digest
    public private(set) var head: ChainHead
    public private(set) var members: [OpaqueID: Member] = [:]
    public private(set) var pending: [PendingStatement] = []
    /// Workstations, each with the position of the statement that took effect last.
    public private(set) var stations: [OpaqueID: (key: Ed25519.PublicKey, effect: Effect, position: UInt32)] = [:]
    /// Every hash of the chain, by position.
    public private(set) var hashes: [Digest] = []
    /// Whom each statement is about, by position.
    private var subjects: [OpaqueID] = []
    /// Every pair of keys that ever stood in the chain; a signature by an ended key is still that key's.
    private var keyTenures: [OpaqueID: [KeyTenure]] = [:]
    private var stationKeys: [OpaqueID: (id: OpaqueID, key: Ed25519.PublicKey)] = [:]
    /// The keys that a statement which came to nothing would have given: nobody else's, ever.
    private var spentKeys: [PublicKeys] = []
    /// From which position on a person had which duties, and whether they were active; no duties while suspended or ended.
    private var tenures: [OpaqueID: [(from: UInt32, duties: Duties, isActive: Bool)]] = [:]
    /// Whether the committee stood in when one of two custodians was put out, and nobody was named in their place.
    public private(set) var isPlaceVacant = false
    /// Shared by this chain's copies, and by what was replayed of the same statements before: one a session.
    private let proven: ProvenSignatures
    /// Who signed the genesis.
    public let founder: OpaqueID
    /// Whether duties could be read, and with them the rules be judged.
    public let opened: Bool

    /// Replays statements in order.
    /// - Parameters:
    ///   - statements: all of them, from the genesis on
    ///   - keys: a member's, with the compartment `practice` in it, to judge duties and confirmations too
    ///   - outline: what was replayed of them without keys; a signature that held there is not checked again
    ///   - known: signatures that held in an earlier session
    /// - Throws: `.brokenChain` with the position and the reason
    public init(
        _ statements: [MembershipStatement], keys: KeyRing?, outline: MembershipChain? = nil,
        known: ProvenNames = ProvenNames()
    ) throws(VaultError) {
        let proven = outline?.proven ?? ProvenSignatures(known)
        self.proven = proven
        guard let genesis = statements.first else { throw .brokenChain(position: 0, reason: .empty) }
        guard genesis.kind == .genesis, genesis.position == 0, genesis.previous == .zero else {
            throw .brokenChain(position: 0, reason: .position)
        }
        guard let publicKeys = genesis.keys, genesis.signer == genesis.subject, genesis.effect == .active else {
            throw .brokenChain(position: 0, reason: .signer)
        }
        guard genesis.isSigned(with: publicKeys.signing, proven) else {
            throw .brokenChain(position: 0, reason: .signature)
        }
        practice = genesis.practice
        root = genesis.hash
        head = ChainHead(position: 0, hash: genesis.hash)
        hashes = [genesis.hash]
        subjects = [genesis.subject]
        opened = keys != nil
        founder = genesis.subject
        var content: (duties: Duties, profile: [UInt8])?
        if let keys { content = try Self.content(of: genesis, keys) }
        members[genesis.subject] = Member(
            id: genesis.subject, keys: publicKeys, effect: .active, duties: content?.duties, profile: content?.profile,
            position: 0)
        tenures[genesis.subject] = [(0, content?.duties ?? [], true)]
        keyTenures[genesis.subject] = [try KeyTenure(publicKeys, from: 0)]
        for statement in statements.dropFirst() { try append(statement, keys: keys) }
    }

    /// Adds the next statement after checking it.
    public mutating func append(_ statement: MembershipStatement, keys: KeyRing?) throws(VaultError) {
        let position = head.position + 1
        guard statement.position == position, statement.kind != .genesis else {
            throw .brokenChain(position: position, reason: .position)
        }
        guard statement.previous == head.hash else { throw .brokenChain(position: position, reason: .previousHash) }
        guard statement.practice == practice else { throw .brokenChain(position: position, reason: .practice) }
        // Only an active person signs; stations and those suspended or ended do not. Without keys one cannot tell a
        // suspension in force from one that still waits for its confirmation, so the effect is then not judged.
        guard let signer = members[statement.signer], !opened || signer.effect == .active else {
            throw .brokenChain(position: position, reason: .signer)
        }
        guard signers(of: signer.id).contains(where: { statement.isSigned(with: $0, proven) }) else {
            throw .brokenChain(position: position, reason: .signature)
        }
        switch statement.kind {
        case .genesis: break
        case .station: try admitStation(statement, signer: signer)
        case .person: try propose(statement, signer: signer, keys: keys)
        case .newKeys: try replaceKeys(statement, signer: signer, keys: keys)
        case .confirmation: try confirm(statement, signer: signer)
        }
        head = ChainHead(position: position, hash: statement.hash)
        hashes.append(statement.hash)
        subjects.append(statement.subject)
    }

    private mutating func admitStation(_ statement: MembershipStatement, signer: Member) throws(VaultError) {
        guard let effect = statement.effect, let key = Ed25519.PublicKey(statement.signingKey),
            members[statement.subject] == nil, !pending.contains(where: { $0.subject == statement.subject }),
            !opened || signer.holds(.director)
        else { throw .brokenChain(position: statement.position, reason: .subject) }
        let isKnown =
            everyKey.contains { $0.signing == key } || pending.contains { $0.keys.signing == key }
            || stations.contains { $0.key != statement.subject && $0.value.key == key }
        guard !isKnown, stations[statement.subject].map({ $0.key == key }) ?? true else {
            throw .brokenChain(position: statement.position, reason: .keys)
        }
        stations[statement.subject] = (key, effect, statement.position)
        stationKeys[statement.subject] = (try StationKey.keyID(key), key)
    }

    private mutating func propose(_ statement: MembershipStatement, signer: Member, keys: KeyRing?) throws(VaultError) {
        let position = statement.position
        guard let effect = statement.effect, let publicKeys = statement.keys, stations[statement.subject] == nil else {
            throw .brokenChain(position: position, reason: .subject)
        }
        try checkKeys(publicKeys, of: statement.subject, at: position)
        guard let keys else {
            if keyTenures[statement.subject] == nil {
                keyTenures[statement.subject] = [try KeyTenure(publicKeys, from: 0)]
            }
            members[statement.subject] = Member(
                id: statement.subject, keys: publicKeys, effect: effect, duties: nil, profile: nil, position: position,
                keysSince: members[statement.subject]?.keysSince ?? 0)
            // Who is out is said in clear; a statement that waits is not told from one that counts.
            tenures[statement.subject, default: []].append((position, [], effect == .active))
            return
        }
        let before = members[statement.subject]
        let content: (duties: Duties, profile: [UInt8])
        if effect == .active {
            content = try Self.content(of: statement, keys)
        } else {
            // It says in clear that they are out, and nothing in the sealed part could change that: it is not opened, so that
            // whoever is put out with noise in it is out all the same.
            content = (before?.duties ?? [], before?.profile ?? [])
        }
        let changed = (before?.effect == .active ? before?.duties ?? [] : [])
            .symmetricDifference(effect == .active ? content.duties : [])
        let byDirector = signer.holds(.director)
        // Custodians may do one thing alone: give the duty to someone who is active already and lacks it.
        let namesDirector =
            before?.effect == .active && effect == .active && changed == .director && content.duties.contains(.director)
        guard byDirector || (signer.holds(.custodian) && namesDirector) else {
            throw .brokenChain(position: position, reason: .signer)
        }
        let custodians = active(with: .custodian).count
        let rule =
            byDirector && wantsStandIn
            ? .standIn : ConfirmationRule(custodians: custodians, changed: changed, byDirector: byDirector)
        // Whoever is put out need not agree to it where they are one of two whose word it takes.
        let putsOut =
            byDirector && custodians == 2 && signer.id != statement.subject && before?.holds(.custodian) == true
            && changed.contains(.custodian)
        // Where the only director is one of two custodians, their word cannot be had once they are gone.
        let isNaming = !byDirector && signer.id != statement.subject && isOnlyDirectorOtherCustodian(than: signer.id)
        wait(
            for: statement, content, keys: publicKeys, effect: effect, signer: signer, rule: rule,
            standIn: putsOut || isNaming ? .standIn : nil, isNaming: isNaming)
    }

    /// Opens the sealed part. What nobody can open, or says what no statement says, breaks the chain where it stands: passed over,
    /// it might hide from one what another reads.
    /// - Throws: `.brokenChain` with `.generation` for a key beyond the newest that the ring knows, which may only have been made
    ///   since; `.noKey` for one before it that the ring lacks, which says nothing of the statement
    private static func content(of statement: MembershipStatement, _ keys: KeyRing) throws(VaultError) -> (
        duties: Duties, profile: [UInt8]
    ) {
        let opened = Result { () throws(VaultError) in try statement.content(with: keys) }
        switch opened {
        case .success(.some(let content)): return content
        case .failure(.noKey(let compartment)):
            guard let generation = statement.sealedGeneration,
                let newest = try? keys.current(of: compartment).generation,
                (1...newest).contains(generation)
            else { throw .brokenChain(position: statement.position, reason: .generation) }
            throw .noKey(compartment: compartment)
        case .failure(.cryptography(let error)): throw .cryptography(error)
        case .success(nil), .failure: throw .brokenChain(position: statement.position, reason: .sealedPart)
        }
    }

    /// Lets a statement wait, in the place of one of the same subject that still does, until its rule is met.
    mutating func wait(
        for statement: MembershipStatement, _ content: (duties: Duties, profile: [UInt8]), keys: PublicKeys,
        effect: Effect, signer: Member, rule: ConfirmationRule, standIn: ConfirmationRule? = nil, isNaming: Bool = false
    ) {
        let statementHead = ChainHead(position: statement.position, hash: statement.hash)
        for waiting in pending where waiting.subject == statement.subject && waiting.isNewKeys {
            spentKeys.append(waiting.keys)
        }
        pending.removeAll { $0.subject == statement.subject }
        pending.append(
            PendingStatement(
                head: statementHead, subject: statement.subject, signer: signer.id, duties: content.duties,
                profile: content.profile, keys: keys, effect: effect, isNewKeys: statement.kind == .newKeys,
                approvals: signer.holds(.custodian) ? [signer.id] : [], rule: rule, standIn: standIn, isNaming: isNaming
            ))
        settle(statementHead, at: statement.position)
    }

    /// A pseudonym keeps its keys but for a statement that says otherwise, and no key belongs to two. Otherwise one signature of
    /// a director would make a key of theirs sign as a colleague, in the trail and in the colleague's own records.
    private func checkKeys(_ keys: PublicKeys, of subject: OpaqueID, at position: UInt32) throws(VaultError) {
        if let held = members[subject]?.keys {
            // Without keys one cannot tell whether new ones took effect already.
            let own = opened ? [held] : keyTenures[subject]?.map(\.keys) ?? []
            guard own.contains(keys) else { throw .brokenChain(position: position, reason: .keys) }
            return
        }
        if let waiting = pending.first(where: { $0.subject == subject }), waiting.keys == keys { return }
        guard !pending.contains(where: { $0.subject == subject }), isFree(keys) else {
            throw .brokenChain(position: position, reason: .keys)
        }
    }

    /// Whether neither of the keys is or was anybody's, waiting people and stations included.
    public func isFree(_ keys: PublicKeys) -> Bool {
        (everyKey + pending.map(\.keys)).allSatisfy {
            $0.agreement != keys.agreement && $0.signing != keys.signing
        } && !stations.values.contains { $0.key == keys.signing }
    }

    private var everyKey: [PublicKeys] { keyTenures.values.flatMap { $0.map(\.keys) } + spentKeys }

    /// The keys with which a person may sign the next statement.
    private func signers(of person: OpaqueID) -> [Ed25519.PublicKey] {
        guard opened else { return keyTenures[person]?.map(\.keys.signing) ?? [] }
        return members[person].map { [$0.keys.signing] } ?? []
    }

    private mutating func confirm(_ statement: MembershipStatement, signer: Member) throws(VaultError) {
        guard let refersTo = statement.refersTo, Int(refersTo.position) < hashes.count,
            hashes[Int(refersTo.position)] == refersTo.hash,
            subjects[Int(refersTo.position)] == statement.subject
        else { throw .brokenChain(position: statement.position, reason: .confirmation) }
        guard opened else { return }
        guard let place = pending.firstIndex(where: { $0.head == refersTo }), pending[place].signer != signer.id,
            // Whose keys they are vouches for them least of all: the old ones may be in other hands.
            !pending[place].isNewKeys || pending[place].subject != signer.id,
            signer.holds(.custodian)
                || (pending[place].mayBeConfirmedByCommittee && signer.holds(.committee))
        else { throw .brokenChain(position: statement.position, reason: .confirmation) }
        pending[place].approvals.insert(signer.id)
        settle(refersTo, at: statement.position)
    }

    /// Lets a pending statement take effect once its rule is met.
    private mutating func settle(_ statement: ChainHead, at position: UInt32) {
        guard let place = pending.firstIndex(where: { $0.head == statement }) else { return }
        let waiting = pending[place]
        let isMet = meets(waiting.rule, waiting.approvals, of: waiting)
        let others = waiting.approvals.subtracting([waiting.subject])
        let isStoodIn =
            !isMet && (!waiting.isNaming || isOnlyDirectorOtherCustodian(than: waiting.signer))
            && waiting.standIn.map { meets($0, others, of: waiting) } ?? false
        guard isMet || isStoodIn else { return }
        pending.remove(at: place)
        defer {
            if isStoodIn { isPlaceVacant = true }
            if active(with: .custodian).count > 1 { isPlaceVacant = false }
        }
        var since = members[waiting.subject]?.keysSince ?? 0
        if waiting.isNewKeys {
            since = position
            endKeys(of: waiting.subject, at: position, for: waiting.keys)
        } else if keyTenures[waiting.subject] == nil, let first = try? KeyTenure(waiting.keys, from: 0) {
            keyTenures[waiting.subject] = [first]
        }
        let isActive = waiting.effect == .active
        tenures[waiting.subject, default: []].append((position, isActive ? waiting.duties : [], isActive))
        members[waiting.subject] = Member(
            id: waiting.subject, keys: waiting.keys, effect: waiting.effect, duties: waiting.duties,
            profile: waiting.profile.isEmpty ? nil : waiting.profile, position: waiting.head.position, keysSince: since)
    }

    /// Whether a director's statement needs the committee's word for want of a second custodian. Where the last of the committee
    /// left, with the committee's word, the practice is as it was with one custodian.
    private var wantsStandIn: Bool { isPlaceVacant && !active(with: .committee).isEmpty }

    /// Whether the practice hangs on one person beside a custodian: there are two custodians, and the other one is the only director.
    public func isOnlyDirectorOtherCustodian(than custodian: OpaqueID) -> Bool {
        let (directors, custodians) = (active(with: .director), active(with: .custodian))
        return directors.count == 1 && custodians.count == 2 && directors[0].holds(.custodian)
            && directors[0].id != custodian && custodians.contains { $0.id == custodian }
    }

    /// Whether the others would have a director, or could make one, without somebody.
    public func couldGoOn(without person: OpaqueID) -> Bool {
        func others(_ duties: Duties) -> [OpaqueID] { active(with: duties).map(\.id).filter { $0 != person } }
        guard others(.director).isEmpty else { return true }
        let (custodians, committee) = (others(.custodian), others(.committee))
        if custodians.count > 1 { return !committee.isEmpty }
        guard let left = custodians.first, isOnlyDirectorOtherCustodian(than: left) else { return false }
        return committee.contains { member in
            member != left && activeMembers.contains { ![person, left, member].contains($0.id) }
        }
    }

    private func meets(_ rule: ConfirmationRule, _ approvals: Set<OpaqueID>, of waiting: PendingStatement) -> Bool {
        approvals.filter { members[$0]?.holds(.custodian) == true }.count >= rule.approvals
            && approvals.subtracting([waiting.signer]).count >= rule.others
            && (!rule.needsCommittee || approvals.contains { members[$0]?.holds(.committee) == true })
    }

    /// Other keys count from a position on, and those before no longer.
    private mutating func endKeys(of person: OpaqueID, at position: UInt32, for keys: PublicKeys) {
        guard let next = try? KeyTenure(keys, from: position) else { return }
        if let last = keyTenures[person]?.indices.last { keyTenures[person]?[last].until = position }
        keyTenures[person, default: []].append(next)
    }

    /// New keys for someone who is there. Without keys of the reader's own one cannot tell when they took effect: then both
    /// are taken for the person's from here on.
    private mutating func replaceKeys(_ statement: MembershipStatement, signer: Member, keys: KeyRing?)
        throws(VaultError)
    {
        let position = statement.position
        guard let publicKeys = statement.keys, let standing = members[statement.subject], signer.id != standing.id
        else {
            throw .brokenChain(position: position, reason: .subject)
        }
        guard isFree(publicKeys) else { throw .brokenChain(position: position, reason: .keys) }
        guard let keys else {
            keyTenures[standing.id, default: []].append(try KeyTenure(publicKeys, from: position))
            members[standing.id]?.keys = publicKeys
            members[standing.id]?.keysSince = position
            return
        }
        guard standing.effect == .active else { throw .brokenChain(position: position, reason: .sealedPart) }
        let content = try Self.content(of: statement, keys)
        guard content.duties == standing.duties else { throw .brokenChain(position: position, reason: .sealedPart) }
        guard signer.holds(.director) else { throw .brokenChain(position: position, reason: .signer) }
        let rule =
            wantsStandIn
            ? .standIn
            : ConfirmationRule(
                newKeysOfCustodian: standing.holds(.custodian), custodians: active(with: .custodian).count)
        wait(for: statement, content, keys: publicKeys, effect: .active, signer: signer, rule: rule)
    }

    /// The active people with one of these duties, in the order of their pseudonyms.
    public func active(with duties: Duties) -> [Member] {
        members.values.filter { $0.holds(duties) }.sorted { $0.id < $1.id }
    }

    /// The duties a person had once the chain had reached a position: what a signature made then is judged by. Nil where
    /// duties cannot be read; none for strangers and for whoever was suspended or ended.
    public func duties(of person: OpaqueID, at position: UInt32) -> Duties? {
        guard opened else { return nil }
        return tenures[person]?.last { $0.from <= position }?.duties ?? []
    }

    /// Whether a person ever had one of these duties; true where duties cannot be read.
    public func everHeld(_ duties: Duties, by person: OpaqueID) -> Bool {
        guard opened else { return members[person] != nil }
        return tenures[person]?.contains { !$0.duties.isDisjoint(with: duties) } ?? false
    }

    /// Whether a person had none of these duties at a position, and one of them before it; false where duties cannot be read.
    public func hadLost(_ duties: Duties, by person: OpaqueID, at position: UInt32) -> Bool {
        guard opened, let tenures = tenures[person], let then = tenures.lastIndex(where: { $0.from <= position }) else {
            return false
        }
        return tenures[then].duties.isDisjoint(with: duties)
            && tenures[..<then].contains { !$0.duties.isDisjoint(with: duties) }
    }

    /// Whether a person was active at a position or at any later one; true where that cannot be told.
    func wasActive(_ person: OpaqueID, since position: UInt32) -> Bool {
        guard opened, let tenures = tenures[person] else { return true }
        let before = tenures.last { $0.from <= position }
        return before?.isActive == true || tenures.contains { $0.from > position && $0.isActive }
    }

    /// Whether a person was suspended or gone at every position from one to another; without keys as the statements say, those
    /// that wait included.
    public func wasOut(_ person: OpaqueID, from first: UInt32, through last: UInt32) -> Bool {
        guard first <= last, let tenures = tenures[person], let before = tenures.last(where: { $0.from <= first })
        else {
            return false
        }
        return !before.isActive && !tenures.contains { $0.from > first && $0.from <= last && $0.isActive }
    }

    /// Whether a person was suspended or gone at some position; without keys, whether a statement says so, if it waits or not.
    public func wasEverOut(_ person: OpaqueID) -> Bool { tenures[person]?.contains { !$0.isActive } ?? false }

    /// Whether something was said of a person's standing or duties after one position and up to another; without keys what
    /// waits is said too.
    public func hasStatement(about person: OpaqueID, after first: UInt32, through last: UInt32) -> Bool {
        tenures[person]?.contains { $0.from > first && $0.from <= last } ?? false
    }

    /// Everyone who belonged to a fixed compartment at a position or later, by a duty or by acting for it while it had nobody;
    /// everybody whom the chain knows where duties cannot be read.
    public func everBelonged(to fixed: FixedCompartment, since position: UInt32 = 0) -> Set<OpaqueID> {
        opened ? members(of: fixed, since: position) : Set(members.keys)
    }

    /// Everyone who belonged to a fixed compartment at a position or at any later one.
    func members(of fixed: FixedCompartment, since position: UInt32) -> Set<OpaqueID> {
        let changes = Set(tenures.values.flatMap { $0.map(\.from) }.filter { $0 > position }).union([position])
        return changes.reduce(into: []) { $0.formUnion(belonged(to: fixed, at: $1)) }
    }

    /// Whether somebody belonged to a fixed compartment at a position and ever since.
    public func belonged(_ person: OpaqueID, to fixed: FixedCompartment, since position: UInt32) -> Bool {
        let changes = Set(tenures.values.flatMap { $0.map(\.from) }.filter { $0 > position }).union([position])
        return changes.allSatisfy { belonged(to: fixed, at: $0).contains(person) }
    }

    /// Who belonged to a fixed compartment at a position; nobody where duties cannot be read.
    public func belonged(to fixed: FixedCompartment, at position: UInt32) -> Set<OpaqueID> {
        func holding(_ duties: Duties?) -> [OpaqueID] {
            tenures.compactMap { person, tenures in
                guard let held = tenures.last(where: { $0.from <= position })?.duties, !held.isEmpty else {
                    return nil
                }
                return duties.map { !held.isDisjoint(with: $0) } ?? true ? person : nil
            }
        }
        let members = holding(fixed.duties)
        guard members.isEmpty, fixed == .audit || fixed == .committee else { return Set(members) }
        return Set(holding(.director))
    }

    /// Every active person.
    public var activeMembers: [Member] {
        members.values.filter { $0.effect == .active }.sorted { $0.id < $1.id }
    }

    /// The key of a signature; nil where the chain never had it.
    public func signingKey(of signer: OpaqueID, keyID: OpaqueID) -> Ed25519.PublicKey? {
        if let station = stationKeys[signer] { return station.id == keyID ? station.key : nil }
        return keyTenures[signer]?.first { $0.id == keyID }?.keys.signing
    }

    /// The pair of keys with this identifier that a person has or had.
    public func publicKeys(of person: OpaqueID, keyID: OpaqueID) -> PublicKeys? {
        keyTenures[person]?.first { $0.id == keyID }?.keys
    }

    /// The key of a signature that was made when the chain had reached a position; nil where it was not its signer's then.
    public func signingKey(of signer: OpaqueID, keyID: OpaqueID, at position: UInt32) -> Ed25519.PublicKey? {
        guard let tenure = keyTenures[signer]?.first(where: { $0.id == keyID }) else {
            return signingKey(of: signer, keyID: keyID)
        }
        return tenure.covers(position) ? tenure.keys.signing : nil
    }

    /// Every signing key that a person has or had, the newest last.
    public func signingKeys(of person: OpaqueID) -> [Ed25519.PublicKey] {
        keyTenures[person]?.map(\.keys.signing) ?? []
    }

    /// Whether these are a person's keys, or, as long as that cannot be told, may be.
    public func mayBelong(_ keys: PublicKeys, to person: OpaqueID) -> Bool {
        if opened { return members[person]?.keys == keys }
        return keyTenures[person]?.contains { $0.keys == keys } ?? false
    }

    /// Whether a person made a signature. A station's never counts here: it may deposit, and nothing else.
    func isValid(_ signed: SignedMessage, by signer: OpaqueID) -> Bool {
        isValid(message: signed.message, signature: signed.signature, by: signer, isLasting: true)
    }

    /// - Parameter isLasting: see `ProvenSignatures`
    func isValid(message: [UInt8], signature: [UInt8], by signer: OpaqueID, isLasting: Bool = false) -> Bool {
        guard stations[signer] == nil else { return false }
        return keyTenures[signer]?.contains {
            proven.isValid(message: message, signature: signature, key: $0.keys.signing, isLasting: isLasting)
        } ?? false
    }

    /// What a later session of the same person should know of signatures that held.
    public var provenNames: ProvenNames { proven.lasting }
    /// How many signatures this session asked for that no earlier one had.
    public var newlyProven: Int { proven.newCount }

    /// Whether a person made a signature with keys that were theirs when the chain had reached a position.
    func isValid(_ signed: SignedMessage, by signer: OpaqueID, at position: UInt32) -> Bool {
        guard stations[signer] == nil else { return false }
        return keyTenures[signer]?.contains {
            $0.covers(position)
                && proven.isValid(
                    message: signed.message, signature: signed.signature, key: $0.keys.signing, isLasting: true)
        } ?? false
    }

    /// Whether a person or a station made a deposit's signature.
    func isValidDeposit(_ signed: SignedMessage, by signer: OpaqueID) -> Bool {
        if let station = stations[signer] {
            return station.key.isValid(signature: signed.signature, for: signed.message)
        }
        return isValid(message: signed.message, signature: signed.signature, by: signer)
    }

    /// The same links with people as somebody takes them who reads without keys: what waits for a confirmation changes nobody. Whose
    /// signature counts is as it was.
    public func taking(_ standing: StandingPeople) -> MembershipChain {
        guard !opened else { return self }
        var chain = self
        for (id, person) in standing.people {
            chain.members[id]?.keys = person.keys
            chain.members[id]?.effect = person.effect
            chain.members[id]?.keysSince = person.keysSince
            chain.tenures[id] = person.tenures.map { ($0.from, [], $0.isActive) }
        }
        return chain
    }

    /// Whether the chain has this link where the head says.
    public func contains(_ head: ChainHead) -> Bool {
        Int(head.position) < hashes.count && hashes[Int(head.position)] == head.hash
    }
}

extension MembershipChain {
    /// The first statement of a new practice.
    public static func genesis(
        practice: OpaqueID, director: Identity, duties: Duties, profile: [UInt8], practiceKey: X25519.PublicKey,
        membership: Membership
    ) throws(VaultError) -> MembershipStatement {
        try MembershipStatement(
            .person(director.id, keys: director.publicKeys, effect: .active, genesis: true), after: nil,
            practice: practice, sealing: (duties, profile), to: (practiceKey, 1), membership: membership, by: director)
    }

    /// Writes the statement that would follow the head.
    /// - Parameter content: nil for confirmations
    public func next(
        _ draft: MembershipStatement.Draft, content: (duties: Duties, profile: [UInt8])?, keys: KeyRing,
        by signer: any Signing
    ) throws(VaultError) -> MembershipStatement {
        let compartment = FixedCompartment.practice.id(in: practice)
        let secret = try keys.current(of: compartment)
        return try MembershipStatement(
            draft, after: head, practice: practice, sealing: content,
            to: (secret.publicKey, secret.generation), membership: keys.membership, by: signer)
    }
}
