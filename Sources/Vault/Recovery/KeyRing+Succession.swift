extension KeyRing {
    /// This director's request that the custodians give a case's newest generation to a successor.
    public func successionRequest(
        _ id: OpaqueID, of history: CompartmentHistory, shareSet: ShareSet, from leaver: OpaqueID, to successor: Member,
        chain: MembershipChain
    ) throws(VaultError) -> SuccessionRequest {
        guard let current = history.current, shareSet.compartment == history.compartment,
            shareSet.generation == current.generation
        else { throw .wrongKeyOrAltered }
        return try SuccessionRequest(
            of: history, generation: current, id: id, shareSet: shareSet, from: leaver, to: successor,
            chainHead: chain.head, by: identity)
    }
}
