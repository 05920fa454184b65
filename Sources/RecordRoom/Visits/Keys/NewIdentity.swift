public import Counseling
public import Cryptography
public import RecordStore
import Vault

public enum ReplacingKeys: ChangingPurpose { public static let action = Action.replaceKeys }
public enum NamingDirector: ChangingPurpose { public static let action = Action.nameDirector }

extension Visit where P == ReplacingKeys {
    /// Puts the keys of a public file in the place of those that its person has. They count once the custodians confirmed it.
    /// - Returns: whether a custodian must still confirm it, and the welcome file under the joining code
    /// - Throws: `.keysNotNew` where the file is not of whom the visit is about, or its keys were somebody's before
    public func replace(_ file: [UInt8], code: borrowing SecretBytes, log2N: Int) throws -> (
        waits: Bool, welcome: [UInt8]
    ) {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        let newcomer = try Newcomer(file, session: session)
        guard newcomer.identity.id == OpaqueID(person) else { throw RoomError.keysNotNew }
        guard let standing = session.chain.members[newcomer.identity.id], standing.effect == .active,
            let duties = standing.duties, let profile = standing.profile
        else { throw RoomError.notFound(.person) }
        // What nobody can read nobody can confirm: it gives way.
        let waiting = StaffRoll(chain: session.chain).readable.first { $0.subject == standing.id }
        // Said already: the welcome file or its code was lost, and a new one is made.
        let isSaid = waiting.map { $0.isNewKeys && $0.keys == newcomer.identity.keys } ?? false
        if !isSaid, standing.keys != newcomer.identity.keys {
            // What custodians alone propose gives way to a director's word; what a director changed does not.
            guard waiting.map({ $0.isNewKeys || $0.isByCustodians }) ?? true else { throw RoomError.changeIsWaiting }
            guard session.chain.isFree(newcomer.identity.keys) else { throw RoomError.keysNotNew }
            try Statements(session: session).append(
                .newKeys(standing.id, keys: newcomer.identity.keys), content: (duties, profile), in: try writing())
        } else if standing.keys == newcomer.identity.keys, standing.keysSince == 0 {
            throw RoomError.keysNotNew
        }
        return (
            session.chain.members[standing.id]?.keys != newcomer.identity.keys,
            try WelcomeFile.seal(session.ring.membership, for: standing.id, code: code, log2N: log2N)
        )
    }
}

extension Visit where P == NamingDirector {
    /// Makes an active member of the staff director, where the last one is gone: a custodian proposes, others and somebody of
    /// the committee confirm.
    /// - Returns: whether others must still confirm it
    public func name() throws -> Bool {
        guard case .person(let person) = subject, let standing = session.chain.members[OpaqueID(person)],
            standing.effect == .active, let profile = standing.profile, let duties = standing.duties
        else { throw RoomError.notFound(.person) }
        guard !StaffRoll(chain: session.chain).readable.contains(where: { $0.subject == standing.id }) else {
            throw RoomError.changeIsWaiting
        }
        guard !duties.contains(.director) else { throw RoomError.rolesUnchanged }
        let member = try StaffRoll.member(profile, duties: duties, at: standing.position)
        let roles = member.roles.union([.director])
        try Statements(session: session).append(
            .person(standing.id, keys: standing.keys, effect: .active),
            content: (Duties(roles), try member.with(roles: roles, since: practiceDay()).encodedBody()),
            in: try writing())
        return session.chain.pending.contains { $0.subject == standing.id }
    }
}

extension RecordRoom {
    /// The pseudonyms of a practice's people, which its folder shows to anybody.
    public static func people(in store: any RecordStore) throws(RoomError) -> [Identifier<Person>] {
        try translating {
            try store.read { reading in
                let statements = try reading.links().map {
                    try MembershipStatement(parsing: $0.body)
                }
                return try MembershipChain(statements, keys: nil).members.keys.sorted().map { Identifier($0) }
            }
        }
    }

    /// Whether a public file, or a workstation's key file, says of itself that it is of this practice. Needs no passphrase: a public
    /// file names the practice that it was made for, and the practice's chain names its workstations.
    /// - Returns: nil for what is no such file
    public static func isOfPractice(
        publicFile: [UInt8]? = nil, stationFile: [UInt8]? = nil, in store: any RecordStore
    ) throws(RoomError) -> Bool? {
        try translating {
            let chain = try store.read { try MembershipChain(soundBeginningIn: $0) }
            if let publicFile {
                return (try? PublicIdentity(parsing: publicFile)).map { $0.practice == chain.practice }
            }
            guard let stationFile, let station = try? StationKey(parsing: SecretBytes(copying: stationFile)) else {
                return nil
            }
            return chain.stations[station.id]?.key == station.publicKey
        }
    }

    /// Whose public file it is. Throws `.unusableFile`.
    public static func person(ofPublicFile file: [UInt8]) throws(RoomError) -> Identifier<Person> {
        do throws(VaultError) { return Identifier(try PublicIdentity(parsing: file).id) } catch {
            throw .unusableFile(.altered)
        }
    }
}
