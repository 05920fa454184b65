import Cryptography

/// The compartment secrets that an unlocked identity has opened in this session, and what can be made with them.
public final class KeyRing {
    public let identity: Identity
    public let membership: Membership
    private var secrets: [OpaqueID: [UInt32: CompartmentSecret]] = [:]
    private var latest: [OpaqueID: UInt32] = [:]
    /// Generations under which their maker sealed something else than the secret before.
    private var cut: [OpaqueID: Set<UInt32>] = [:]

    /// - Throws: `.malformed(.identity)` while the identity belongs to no practice
    public init(_ identity: Identity) throws(VaultError) {
        guard let membership = identity.membership else { throw .malformed(.identity) }
        self.identity = identity
        self.membership = membership
    }

    // MARK: opening

    /// Opens a grant to this identity and everything before it that the generation statements lead back to.
    /// - Parameters:
    ///   - grant: checked against its row and the chain
    ///   - generations: the compartment's statements in order, checked
    /// - Throws: `.wrongKeyOrAltered` where the secret does not make the public key that the statement names
    public func adopt(_ grant: Grant, generations: [GenerationStatement]) throws(VaultError) {
        try adopt(try grant.open(with: identity, membership: membership), generations: generations)
    }

    /// Opens a grant to a compartment that this ring holds.
    public func adopt(_ grant: Grant, through parent: CompartmentSecret, generations: [GenerationStatement])
        throws(VaultError)
    {
        try adopt(try grant.open(with: parent, membership: membership), generations: generations)
    }

    func adopt(_ secret: CompartmentSecret, generations: [GenerationStatement]) throws(VaultError) {
        let compartment = secret.compartment
        var secret = secret
        while true {
            guard secret.generation >= 1, Int(secret.generation) <= generations.count else { throw .wrongKeyOrAltered }
            let statement = generations[Int(secret.generation) - 1]
            guard statement.compartment == compartment, statement.publicKey == secret.publicKey else {
                throw .wrongKeyOrAltered
            }
            remember(secret)
            guard secret.generation > 1, secrets[compartment]?[secret.generation - 1] == nil else { return }
            let former = generations[Int(secret.generation) - 2]
            guard let earlier = Self.secret(before: secret, statement, former) else {
                cut[compartment, default: []].insert(secret.generation)
                throw .wrongKeyOrAltered
            }
            secret = earlier
        }
    }

    /// The secret before another, out of the statement of that one's generation; nil where it is not the one that the former
    /// statement names.
    static func secret(
        before secret: CompartmentSecret, _ statement: GenerationStatement, _ former: GenerationStatement
    ) -> CompartmentSecret? {
        let earlier = try? cryptographic { () throws(CryptographyError) in
            try AES256KeyWrap.unwrap(statement.previousSecret, under: secret.wrappingKey)
        }
        guard let earlier,
            let made = try? CompartmentSecret(
                practice: secret.practice, compartment: secret.compartment, generation: former.generation,
                secret: earlier),
            made.publicKey == former.publicKey
        else { return nil }
        return made
    }

    func remember(_ secret: CompartmentSecret) {
        secrets[secret.compartment, default: [:]][secret.generation] = secret
        latest[secret.compartment] = max(latest[secret.compartment] ?? 0, secret.generation)
    }

    /// The ring as it is, to be put back when a transaction that made new generations is undone: sealing under a
    /// generation that never came to be would lose what is sealed.
    public struct Holdings: Sendable {
        fileprivate let secrets: [OpaqueID: [UInt32: CompartmentSecret]]
        fileprivate let latest: [OpaqueID: UInt32]

        func secret(of compartment: OpaqueID, generation: UInt32) throws(VaultError) -> CompartmentSecret {
            guard let secret = secrets[compartment]?[generation] else { throw .noKey(compartment: compartment) }
            return secret
        }
    }

    public var holdings: Holdings {
        get { Holdings(secrets: secrets, latest: latest) }
        set {
            secrets = newValue.secrets
            latest = newValue.latest
        }
    }

    // MARK: holding

    /// Whether the ring holds this generation.
    public func holds(_ compartment: OpaqueID, generation: UInt32) -> Bool { secrets[compartment]?[generation] != nil }

    /// Generations that do not lead back to the one before, as far as the ring met them, in order.
    func cuts(in compartment: OpaqueID) -> [UInt32] { cut[compartment, default: []].sorted() }

    /// Whether the ring holds all of these.
    public func holds(all generations: [GenerationStatement]) -> Bool {
        generations.allSatisfy { holds($0.compartment, generation: $0.generation) }
    }

    /// - Throws: `.noKey`
    public func secret(of compartment: OpaqueID, generation: UInt32) throws(VaultError) -> CompartmentSecret {
        guard let secret = secrets[compartment]?[generation] else { throw .noKey(compartment: compartment) }
        return secret
    }

    /// The newest generation held. Throws `.noKey`.
    public func current(of compartment: OpaqueID) throws(VaultError) -> CompartmentSecret {
        guard let generation = latest[compartment] else { throw .noKey(compartment: compartment) }
        return try secret(of: compartment, generation: generation)
    }

    // MARK: making

    /// A new practice: its identifier and secret, the first generation of `practice`, the genesis, and the ring that holds
    /// them, under an identity that now belongs to it.
    public static func founding(director: Identity, duties: Duties, profile: [UInt8]) throws(VaultError) -> (
        ring: KeyRing, genesis: MembershipStatement
    ) {
        let practice = try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }
        let secret = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }
        let kept = try cryptographic { () throws(CryptographyError) in try secret.duplicate() }
        let first = try CompartmentSecret.random(
            practice: practice, compartment: FixedCompartment.practice.id(in: practice), generation: 1)
        let genesis = try MembershipChain.genesis(
            practice: practice, director: director, duties: duties, profile: profile, practiceKey: first.publicKey,
            membership: Membership(practice: practice, root: .zero, secret: secret))
        let ring = try KeyRing(
            try director.joining(Membership(practice: practice, root: genesis.hash, secret: kept)))
        ring.remember(first)
        return (ring, genesis)
    }

    /// Makes the next generation of a compartment, or signs the first that `founding` made.
    /// - Parameter history: the compartment as it stands; the ring must hold its current generation, if there is one
    /// - Returns: the statement; the ring holds the secret from now on
    public func makeGeneration(of history: CompartmentHistory, chain: MembershipChain) throws(VaultError)
        -> GenerationStatement
    {
        let generation = (history.current?.generation ?? 0) + 1
        var previous: (GenerationStatement, CompartmentSecret)?
        if let current = history.current {
            previous = (current, try secret(of: history.compartment, generation: current.generation))
        }
        let made: CompartmentSecret
        if let founded = secrets[history.compartment]?[generation] {
            made = founded
        } else {
            made = try CompartmentSecret.random(
                practice: membership.practice, compartment: history.compartment, generation: generation)
            remember(made)
        }
        return try GenerationStatement(
            of: made, after: previous, chainHead: chain.head, assignments: history.assignmentHead, by: identity)
    }

    /// Grants the generation to a person, with the keys that the chain names.
    public func grant(_ compartment: OpaqueID, generation: UInt32, to member: Member) throws(VaultError) -> Grant {
        try Grant.make(
            try secret(of: compartment, generation: generation), to: member, membership: membership, by: identity)
    }

    /// Grants the generation to all members of another compartment that the ring holds.
    public func grant(_ compartment: OpaqueID, generation: UInt32, to parent: OpaqueID) throws(VaultError) -> Grant {
        try Grant.make(
            try secret(of: compartment, generation: generation), to: try current(of: parent), by: identity)
    }

    /// Grants the generation to all members of a compartment that the ring does not hold.
    public func grant(_ compartment: OpaqueID, generation: UInt32, to parent: GenerationStatement) throws(VaultError)
        -> Grant
    {
        try Grant.make(
            try secret(of: compartment, generation: generation), to: parent, membership: membership, by: identity)
    }

    /// Splits a generation among custodians.
    public func shares(of compartment: OpaqueID, generation: UInt32, among custodians: [Member], threshold: Int)
        throws(VaultError) -> ShareSet
    {
        try ShareSet(
            try secret(of: compartment, generation: generation), among: custodians, threshold: threshold,
            membership: membership, by: identity)
    }

    /// An assignment after those of the history.
    public func assign(_ member: Holder, assigned: Bool, to history: CompartmentHistory, chain: MembershipChain)
        throws(VaultError) -> Assignment
    {
        try Assignment(
            member, assigned: assigned, to: history.compartment, practice: membership.practice,
            after: history.assignmentHead, chainHead: chain.head, by: identity)
    }

    /// A mark that a generation is stale.
    public func staleMark(_ compartment: OpaqueID, generation: UInt32, removed: OpaqueID, chain: MembershipChain)
        throws(VaultError) -> StaleMark
    {
        try StaleMark(compartment, generation: generation, removed: removed, chain: chain, by: identity)
    }
}
