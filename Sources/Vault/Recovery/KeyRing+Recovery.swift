import Cryptography

extension KeyRing {
    /// A request of this identity's for a generation that it held with its earlier keys.
    public func recoveryRequest(_ id: OpaqueID, for generation: GenerationStatement, chain: MembershipChain)
        throws(VaultError) -> RecoveryRequest
    {
        try RecoveryRequest(for: generation, id: id, chainHead: chain.head, by: identity)
    }

    /// This custodian's approval of a request.
    public func approve(_ request: RecoveryRequest, shareSet: ShareSet, chain: MembershipChain) throws(VaultError)
        -> RecoveryApproval
    {
        try RecoveryApproval(of: request, shareSet: shareSet, chainHead: chain.head, by: identity)
    }

    /// This custodian's share, opened and sealed to whoever asked, whose keys the chain names.
    public func release(_ request: RecoveryRequest, shareSet: ShareSet, to recipient: Member) throws(VaultError)
        -> RecoveryRelease
    {
        guard request.recipient == recipient.id, request.keyID == (try recipient.keys.id()),
            shareSet.compartment == request.compartment, shareSet.generation == request.generation
        else { throw .wrongKeyOrAltered }
        return try RecoveryRelease(
            try shareSet.openShare(of: identity, membership: membership), of: shareSet, to: recipient, for: request,
            membership: membership, by: identity)
    }

    /// Puts a generation together from released shares and holds it, and all before it, from now on.
    /// - Parameters:
    ///   - releases: of one share set, checked
    ///   - generations: the compartment's statements in order, checked
    /// - Returns: whose shares are wrong, where there are enough to tell; nil where no choice of them makes the public key
    public func rebuild(
        _ request: RecoveryRequest, from releases: [RecoveryRelease], threshold: Int,
        generations: [GenerationStatement]
    ) throws(VaultError) -> [OpaqueID]? {
        guard generations.indices.contains(Int(request.generation) - 1) else { throw .wrongKeyOrAltered }
        let statement = generations[Int(request.generation) - 1]
        guard statement.hash == request.statement else { throw .wrongKeyOrAltered }
        var shares: [ReleasedShare] = []
        var wrong: Set<OpaqueID> = []
        for release in releases {
            // One that does not open was sealed to other keys, or for another request.
            guard let share = try? release.open(request, with: identity, membership: membership) else {
                wrong.insert(release.custodian)
                continue
            }
            shares.append(ReleasedShare(custodian: release.custodian, share: share))
        }
        guard let found = try ShareFitting(shares, threshold: threshold, statement: statement).found() else {
            return nil
        }
        try adopt(found.secret, generations: generations)
        return wrong.union(found.wrong).sorted()
    }
}

/// A share with who released it.
struct ReleasedShare {
    let custodian: OpaqueID
    let share: ShamirSecretSharing.Share
}

/// Looks for shares that together make the secret of a public key. One wrong share gives other bytes, and nothing but the public
/// key tells; with more shares than are needed the wrong ones are found by leaving them out.
struct ShareFitting {
    private let shares: [ReleasedShare]
    private let threshold: Int
    private let statement: GenerationStatement

    /// Of so many shares every choice is tried; nobody has more custodians than this.
    private static let limit = 16

    init(_ shares: [ReleasedShare], threshold: Int, statement: GenerationStatement) {
        self.shares = Array(shares.prefix(Self.limit))
        self.threshold = threshold
        self.statement = statement
    }

    /// - Returns: nil where no choice makes the key
    func found() throws(VaultError) -> (secret: CompartmentSecret, wrong: Set<OpaqueID>)? {
        for choice in Self.choices(of: threshold, among: shares.count) {
            guard let secret = try secret(of: choice) else { continue }
            // Each of the others stands in for the last of those that fit: what then makes the key is on the same polynomial.
            var wrong: Set<OpaqueID> = []
            for other in shares.indices where !choice.contains(other) {
                if try self.secret(of: choice.dropLast() + [other]) == nil { wrong.insert(shares[other].custodian) }
            }
            return (secret, wrong)
        }
        return nil
    }

    private func secret(of choice: [Int]) throws(VaultError) -> CompartmentSecret? {
        let chosen = choice.map { shares[$0].share }
        guard Set(chosen.map(\.index)).count == chosen.count, chosen.count == threshold,
            chosen.allSatisfy({ $0.bytes.count == 32 })
        else { return nil }
        let bytes = try cryptographic { () throws(CryptographyError) in try ShamirSecretSharing.combine(chosen) }
        let made = try CompartmentSecret(
            practice: statement.practice, compartment: statement.compartment, generation: statement.generation,
            secret: bytes)
        return made.publicKey == statement.publicKey ? made : nil
    }

    /// Every choice of so many places, in order.
    private static func choices(of size: Int, among count: Int) -> [[Int]] {
        guard size > 0, size <= count else { return [] }
        var result: [[Int]] = [[]]
        for taken in 1...size {
            result = result.flatMap { choice in
                let first = (choice.last ?? -1) + 1
                return (first...(count - size + taken - 1)).map { choice + [$0] }
            }
        }
        return result
    }
}
