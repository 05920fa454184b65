public import Counseling
public import Cryptography
public import RecordStore
import Vault

public enum ListingStaff: LookingPurpose { public static let action = Action.listStaff }
public enum AdmittingStaff: ChangingPurpose { public static let action = Action.admitStaff }
public enum ChangingRoles: ChangingPurpose { public static let action = Action.changeRoles }
public enum ConfirmingStaff: ChangingPurpose { public static let action = Action.confirmStaff }

/// A person of the staff as the membership chain has them.
public struct StaffEntry: Sendable {
    public let id: Identifier<Person>
    public let member: StaffMember
    public let standing: Standing
    /// Six places in the word list.
    public let fingerprint: [Int]
}

/// A change of the staff that waits for custodians.
public struct PendingStaffChange: Sendable {
    public let id: Identifier<Person>
    public let member: StaffMember
    /// As the chain has the person today; nil for a newcomer.
    public let memberBefore: StaffMember?
    /// Somebody else who has the short name that the change would give the person; nil where it leaves them theirs. It cannot be
    /// confirmed then.
    public let nameBearer: StaffMember?
    public let signer: Identifier<Person>
    /// How many others than the signer have confirmed it.
    public let confirmations: Int
    /// How many others it takes in all.
    public let needed: Int
    /// Who has confirmed it already.
    public let approvers: Set<Identifier<Person>>
    /// The roles that the person has today; none for a newcomer.
    public let rolesBefore: Set<Role>
    /// What the person will be once it took effect.
    public let standing: Standing
    /// Whether the person is to be taken back.
    public let isReinstatement: Bool
    /// Six places in the word list.
    public let fingerprint: [Int]
    /// Whether it gives the person other keys, and changes nothing else.
    public let isNewKeys: Bool
    /// Whether somebody of the committee may confirm it as well.
    public let committeeMayConfirm: Bool
    /// The statement's hash, 64 hexadecimal digits: what is confirmed is what was shown.
    public let statement: String
}

extension Visit where P == ListingStaff {
    /// Everyone in the chain, by short name.
    public func everyone() throws -> [StaffEntry] { try StaffRoll(chain: session.chain).everyone() }

    /// What waits for confirmation.
    public func pending() throws -> [PendingStaffChange] { try StaffRoll(chain: session.chain).pending() }

    /// Positions of statements that wait and do not say whom they are about: nobody can confirm them.
    public func unreadablePending() -> [UInt32] { StaffRoll(chain: session.chain).unreadable.map(\.head.position) }

    /// Who hands in this public file: what is shown before they are admitted.
    /// - Throws: `.unusableFile`
    public func newcomer(in file: [UInt8]) throws -> StaffEntry { try Newcomer(file, session: session).entry }

    /// Whether somebody was admitted before, if only by a statement that waits.
    public func isAdmitted(_ person: Identifier<Person>) -> Bool {
        session.chain.members[OpaqueID(person)] != nil
            || session.chain.pending.contains { $0.subject == OpaqueID(person) }
    }
}

extension RecordRoom {
    /// The person this room was entered as.
    public func ownEntry() throws(RoomError) -> StaffEntry {
        try translating {
            guard
                let own = try StaffRoll(chain: session.chain).everyone().first(where: { OpaqueID($0.id) == session.me })
            else { throw RoomError.notAdmitted }
            return own
        }
    }
}

extension Visit where P == AdmittingStaff {
    /// Admits the person of a public file.
    /// - Parameter isAgain: false where they were not admitted yet when it was looked
    /// - Returns: whether a custodian must still confirm it, and the welcome file under the joining code
    /// - Throws: `.changedMeanwhile` where somebody else admitted them since: of two codes one alone would be of use
    public func admit(
        _ file: [UInt8], roles: Set<Role>, code: borrowing SecretBytes, log2N: Int, isAgain: Bool = true
    ) throws -> (waits: Bool, welcome: [UInt8]) {
        let newcomer = try Newcomer(file, session: session)
        guard !roles.isEmpty else { throw RoomError.noRoleLeft }
        // Admitted already, with the same keys and roles: the welcome file or its code was lost, and a new one is made.
        let standing = session.chain.members[newcomer.identity.id]
        let waiting = session.chain.pending.first { $0.subject == newcomer.identity.id }
        if standing != nil || waiting != nil {
            guard (standing?.keys ?? waiting?.keys) == newcomer.identity.keys,
                (standing?.duties ?? waiting?.duties) == Duties(roles), standing == nil || standing?.effect == .active
            else { throw RoomError.alreadyAdmitted }
            guard isAgain else { throw RoomError.changedMeanwhile }
            return (standing == nil, try welcome(newcomer.identity.id, code, log2N))
        }
        let taken = try StaffRoll(chain: session.chain).everyone().contains {
            $0.member.shortName == newcomer.entry.member.shortName
        }
        guard !taken else { throw RoomError.shortNameTaken }
        let today = try practiceDay()
        let member = newcomer.entry.member.with(roles: roles, since: today)
        let statement = MembershipStatement.Draft.person(
            newcomer.identity.id, keys: newcomer.identity.keys, effect: .active)
        try Statements(session: session).append(
            statement, content: (Duties(roles), try member.encodedBody()), in: try writing())
        return (session.chain.members[newcomer.identity.id] == nil, try welcome(newcomer.identity.id, code, log2N))
    }

    private func welcome(_ person: OpaqueID, _ code: borrowing SecretBytes, _ log2N: Int) throws -> [UInt8] {
        try WelcomeFile.seal(session.ring.membership, for: person, code: code, log2N: log2N)
    }
}

extension Visit where P == ChangingRoles {
    /// Gives and takes roles.
    /// - Returns: whether a custodian must still confirm it
    public func change(_ person: Identifier<Person>, adding: Set<Role>, removing: Set<Role>) throws -> Bool {
        guard let standing = session.chain.members[OpaqueID(person)], standing.effect == .active,
            let profile = standing.profile
        else { throw RoomError.notFound(.person) }
        // A second statement would silently take the place of one that waits, and with it what that one asked.
        // What nobody can read nobody can confirm: it gives way.
        guard
            !StaffRoll(chain: session.chain).readable.contains(where: {
                $0.subject == standing.id && !$0.isByCustodians
            })
        else { throw RoomError.changeIsWaiting }
        let member = try StaffRoll.member(profile, duties: standing.duties, at: standing.position)
        let roles = member.roles.union(adding).subtracting(removing)
        guard roles != member.roles else { throw RoomError.rolesUnchanged }
        guard !roles.isEmpty else { throw RoomError.noRoleLeft }
        let directors = session.chain.active(with: .director)
        guard roles.contains(.director) || directors.contains(where: { $0.id != standing.id }) else {
            throw RoomError.lastDirector
        }
        let today = try practiceDay()
        try Statements(session: session).append(
            .person(standing.id, keys: standing.keys, effect: .active),
            content: (Duties(roles), try member.with(roles: roles, since: today).encodedBody()), in: try writing())
        return session.chain.pending.contains { $0.subject == standing.id }
    }
}

extension Visit where P == ConfirmingStaff {
    /// Puts the second signature under what waits.
    /// - Parameter change: as it was shown; anything that took its place since is not confirmed
    /// - Returns: whether still more confirmations are needed
    /// - Throws: `.nothingToConfirm`, `.alreadyConfirmed`; `.shortNameTaken` where it would give the person another's short name
    public func confirm(_ change: PendingStaffChange) throws -> Bool {
        guard
            let waiting = session.chain.pending.first(where: {
                $0.subject == OpaqueID(change.id) && $0.head.hash.hex == change.statement
            })
        else { throw RoomError.nothingToConfirm }
        // From the second custodian on nobody confirms what they signed themself.
        guard waiting.signer != session.me, !waiting.approvals.contains(session.me) else {
            throw RoomError.alreadyConfirmed
        }
        // Whoever says so of themself would be taken for the other from then on.
        guard try StaffRoll(chain: session.chain).bearer(ofNameIn: waiting) == nil else {
            throw RoomError.shortNameTaken
        }
        if waiting.effect == .ended {
            // A case may have come to them while it waited.
            try Handover(session: session, reading: reading)
                .requireNothingLeft(of: waiting.subject, givenSince: waiting.head.position)
        }
        try Statements(session: session).append(
            .confirmation(of: waiting.head, subject: waiting.subject), content: nil, in: try writing())
        return session.chain.pending.contains { $0.subject == waiting.subject }
    }
}

/// Appends to the membership chain and does at once what follows from it.
struct Statements {
    let session: RoomSession

    func append(
        _ draft: MembershipStatement.Draft, content: (duties: Duties, profile: [UInt8])?,
        in transaction: RoomTransaction
    ) throws {
        let before = session.chain
        try Compartments(session: session).open(
            FixedCompartment.practice.id(in: before.practice), reading: transaction.reading)
        let statement = try before.next(draft, content: content, keys: session.ring, by: session.ring.identity)
        try session.chain.append(statement, keys: session.ring)
        try transaction.put(statement.row)
        let housekeeping = Housekeeping(session: session)
        try housekeeping.apply(from: before, to: session.chain, in: transaction)
        // What this identity can renew it renews at once, not at some later command: until then a removed person's key counts.
        try housekeeping.settle(in: transaction)
    }
}

/// A newcomer's public file, opened by a member.
struct Newcomer {
    let identity: PublicIdentity
    let entry: StaffEntry

    init(_ file: [UInt8], session: RoomSession) throws {
        do {
            identity = try PublicIdentity(parsing: file)
        } catch VaultError.badSignature { throw RoomError.unusableFile(.altered) } catch {
            throw RoomError.unusableFile(.notOurs)
        }
        guard identity.practice == session.chain.practice else { throw RoomError.otherPractice }
        // Grants are found by who gets them: one who bears a compartment's name would get what is the compartment's.
        guard identity.id != .none, FixedCompartment.named(identity.id, in: identity.practice) == nil else {
            throw RoomError.unusableFile(.altered)
        }
        let member: StaffMember
        do {
            member = try StaffMember(body: try identity.profile(with: session.ring))
        } catch { throw RoomError.unusableFile(.altered) }
        guard member.shortName.text == identity.shortName else { throw RoomError.unusableFile(.altered) }
        if session.chain.members[identity.id] == nil { _ = try ShortName.new(identity.shortName) }
        entry = StaffEntry(
            id: Identifier(identity.id), member: member, standing: .unknown,
            fingerprint: try identity.keys.fingerprint())
    }
}

/// Reads the chain's profiles as staff.
struct StaffRoll {
    let chain: MembershipChain

    func everyone() throws -> [StaffEntry] {
        try chain.members.values.compactMap { member -> StaffEntry? in
            guard let profile = member.profile else { return nil }
            return StaffEntry(
                id: Identifier(member.id), member: try Self.member(profile, duties: member.duties, at: member.position),
                standing: Standing(member.effect),
                fingerprint: try member.keys.fingerprint())
        }.sorted { $0.member.shortName.text < $1.member.shortName.text }
    }

    /// A profile with the roles that the keys follow: what a statement's text says beside them is nobody's right.
    /// - Throws: `.unreadableProfile` with the position of its statement
    static func member(_ profile: [UInt8], duties: Duties?, at position: UInt32) throws -> StaffMember {
        guard let member = try? StaffMember(body: profile) else {
            throw RoomError.unreadableProfile(position: position)
        }
        guard let duties else { return member }
        return member.with(roles: duties.roles, since: member.since)
    }

    /// What waits and says whom it is about.
    var readable: [PendingStatement] { chain.pending.filter { (try? StaffMember(body: $0.profile)) != nil } }

    /// What waits and does not: it changes nothing, and takes nothing else away.
    var unreadable: [PendingStatement] { chain.pending.filter { (try? StaffMember(body: $0.profile)) == nil } }

    /// Who else has the short name that a change would give its person; nil where they have it already.
    func bearer(ofNameIn waiting: PendingStatement) throws -> StaffMember? {
        let name = try StaffMember(body: waiting.profile).shortName
        let (own, others) = (Identifier<Person>(waiting.subject), try self.everyone())
        guard others.first(where: { $0.id == own })?.member.shortName != name else { return nil }
        return others.first { $0.member.shortName == name }?.member
    }

    func pending() throws -> [PendingStaffChange] {
        let everyone = try self.everyone()
        return try readable.map { waiting in
            let others = waiting.approvals.subtracting([waiting.signer])
            let custodians = waiting.approvals.filter { chain.members[$0]?.holds(.custodian) == true }
            let missing = max(waiting.rule.approvals - custodians.count, waiting.rule.others - others.count)
            // What still waits wants one more at least, were it only that nobody of the committee was among them.
            return PendingStaffChange(
                id: Identifier(waiting.subject),
                member: try Self.member(waiting.profile, duties: waiting.duties, at: waiting.head.position),
                memberBefore: everyone.first { $0.id == Identifier(waiting.subject) }?.member,
                nameBearer: try bearer(ofNameIn: waiting),
                signer: Identifier(waiting.signer), confirmations: others.count, needed: others.count + max(missing, 1),
                approvers: Set(waiting.approvals.map { Identifier($0) }),
                rolesBefore: chain.members[waiting.subject]?.duties?.roles ?? [], standing: Standing(waiting.effect),
                isReinstatement: waiting.effect == .active && chain.members[waiting.subject]?.effect == .suspended,
                fingerprint: try waiting.keys.fingerprint(), isNewKeys: waiting.isNewKeys,
                committeeMayConfirm: waiting.mayBeConfirmedByCommittee,
                statement: waiting.head.hash.hex)
        }
    }
}

extension RecordRoom {
    /// What a newcomer hands in, made without entering: their name is sealed to the practice in this folder.
    /// - Throws: `.practiceMissing` and what a store throws
    public static func publicFile(
        of identity: UnlockedIdentity, member: StaffMember, for store: any RecordStore
    ) throws(RoomError) -> [UInt8] {
        try translating {
            try store.read { reading in
                let statements = try reading.links().map {
                    try MembershipStatement(parsing: $0.body)
                }
                let chain = try MembershipChain(statements, keys: nil)
                let practice = FixedCompartment.practice.id(in: chain.practice)
                let history = try CompartmentHistory(
                    of: practice, from: StoredCompartments(reading: reading), chain: chain)
                guard let current = history.current else { throw RoomError.altered }
                let file = try PublicIdentity(
                    of: identity.identity, profile: try member.encodedBody(), to: current)
                return try file.file(signedBy: identity.identity)
            }
        }
    }
}

extension Visit {
    /// Today where the practice is, for "since" dates; in UTC where its settings cannot be read, for no deadline hangs on them.
    func practiceDay() throws -> CalendarDate {
        if let today = try? Fitness(session: session, reading: reading).today(at: now) { return today }
        guard let day = CalendarDate(now.rfc3339.prefix(10)) else { throw CounselingError.timeOutOfRange }
        return day
    }
}
