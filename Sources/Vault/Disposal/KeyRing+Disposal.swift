extension KeyRing {
    public func hold(_ id: OpaqueID, on compartment: OpaqueID, chain: MembershipChain) throws(VaultError) -> LegalHold {
        try LegalHold(id, on: compartment, chain: chain, by: identity)
    }

    public func release(_ hold: LegalHold, chain: MembershipChain) throws(VaultError) -> HoldRelease {
        try HoldRelease(of: hold, chain: chain, by: identity)
    }

    /// - Parameters:
    ///   - terms: JSON, for everyone active
    ///   - cards: deposits in `crisis` that go with a client's file
    ///   - practiceKey: the newest generation of `practice`
    public func proposal(
        _ kind: DisposalKind, _ id: OpaqueID, of compartment: OpaqueID, rows: [DisposedRow],
        time: UInt64, terms: [UInt8], cards: [OpaqueID] = [], practiceKey: GenerationStatement, chain: MembershipChain
    ) throws(VaultError) -> DisposalProposal {
        let box = try CompartmentBox.seal(
            terms, to: practiceKey, context: DisposalProposal.termsContext(chain.practice, id), secret: membership)
        return try DisposalProposal(
            kind, id, of: compartment, rows: rows, time: time, terms: box, cards: cards, chain: chain, by: identity)
    }

    public func approve(_ proposal: DisposalProposal, time: UInt64, chain: MembershipChain) throws(VaultError)
        -> Disposal
    {
        try Disposal(proposal, time: time, chain: chain, approvedBy: identity)
    }

    /// Since when a case is closed and until when it had to be kept, as JSON.
    /// - Throws: `.noKey` for whoever does not hold `practice`
    public func terms(of proposal: DisposalProposal) throws(VaultError) -> [UInt8] {
        let practice = FixedCompartment.practice.id(in: proposal.practice)
        return try proposal.terms.open(
            with: try secret(of: practice, generation: proposal.terms.generation),
            context: DisposalProposal.termsContext(proposal.practice, proposal.id), secret: membership)
    }
}
