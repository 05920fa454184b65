import Cryptography

extension KeyRing {
    /// A request of this identity's for a generation that it held with its earlier keys.
    public func recoveryRequest(_ id: OpaqueID, for generation: GenerationStatement, chain: MembershipChain)
        throws(VaultError) -> RecoveryRequest
    {
        try RecoveryRequest(for: generation, id: id, chainHead: chain.head, by: identity)
    }

    /// This custodian's approval of a request.
    public func approve(_ request: some KeyRequest, shareSet: ShareSet, chain: MembershipChain) throws(VaultError)
        -> RecoveryApproval
    {
        try RecoveryApproval(of: request, shareSet: shareSet, chainHead: chain.head, by: identity)
    }

    /// This custodian's share, opened and sealed to whoever asked, whose keys the chain names.
    public func release(_ request: some KeyRequest, shareSet: ShareSet, to recipient: Member) throws(VaultError)
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
        _ request: some KeyRequest, from releases: [RecoveryRelease], threshold: Int,
        generations: [GenerationStatement]
    ) throws(VaultError) -> [OpaqueID]? {
        guard generations.indices.contains(Int(request.generation) - 1) else { throw .wrongKeyOrAltered }
        let statement = generations[Int(request.generation) - 1]
        guard statement.hash == request.statement else { throw .wrongKeyOrAltered }
        var shares: [(custodian: OpaqueID, share: ShamirSecretSharing.Share)] = []
        var wrong: Set<OpaqueID> = []
        for release in releases {
            // One that does not open was sealed to other keys, or for another request; a secret has 32 bytes.
            guard let share = try? release.open(request, with: identity, membership: membership),
                share.bytes.count == 32
            else {
                wrong.insert(release.custodian)
                continue
            }
            shares.append((release.custodian, share))
        }
        let fitting = ShareFitting(shares.map(\.share), threshold: threshold)
        guard
            let found = try fitting.found({ chosen throws(VaultError) in
                try secret(of: chosen, for: statement).publicKey == statement.publicKey
            })
        else { return nil }
        try adopt(try secret(of: found.right.map { shares[$0].share }, for: statement), generations: generations)
        return wrong.union(found.wrong.map { shares[$0].custodian }).sorted()
    }

    private func secret(of shares: [ShamirSecretSharing.Share], for statement: GenerationStatement) throws(VaultError)
        -> CompartmentSecret
    {
        let bytes = try cryptographic { () throws(CryptographyError) in try ShamirSecretSharing.combine(shares) }
        return try CompartmentSecret(
            practice: statement.practice, compartment: statement.compartment, generation: statement.generation,
            secret: bytes)
    }
}
