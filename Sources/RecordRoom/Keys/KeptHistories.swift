import Vault

/// Histories of compartments that were read and checked, for as long as the log says nothing new of what they rest on: a visit
/// asks for the same one a handful of times, and each time all of its statements would be read, hashed and parsed again.
struct KeptHistories {
    private struct Kept {
        let history: CompartmentHistory
        let depth: CompartmentHistory.Depth
        /// The chain by which it was judged.
        let chain: ChainHead
        let isJudgedByDuties: Bool
    }

    private var kept: [OpaqueID: Kept] = [:]

    /// More than a command asks for again; a listing of all files asks for each once.
    private static let most = 1024

    /// Whether a history rests on rows of a class.
    static func rest(on rowClass: RowClass) -> Bool {
        switch rowClass {
        case .record, .deposit, .slots, .owed, .disposal: false
        case .statement, .assignment, .generation, .grant, .shares, .staleMark, .recovery, .epoch: true
        }
    }

    func history(
        of compartment: OpaqueID, _ depth: CompartmentHistory.Depth, _ chain: MembershipChain
    ) -> CompartmentHistory? {
        guard let known = kept[compartment], known.chain == chain.head, known.isJudgedByDuties == chain.opened,
            known.depth == .signatures || depth == .links
        else { return nil }
        return known.history
    }

    mutating func keep(_ history: CompartmentHistory, _ depth: CompartmentHistory.Depth, _ chain: MembershipChain) {
        if kept.count >= Self.most { kept.removeAll() }
        kept[history.compartment] = Kept(
            history: history, depth: depth, chain: chain.head, isJudgedByDuties: chain.opened)
    }

    mutating func forget() { kept.removeAll() }
}
