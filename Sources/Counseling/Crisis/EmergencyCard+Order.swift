// Which of a client's cards counts. Nothing here looks anything up.
extension EmergencyCard {
    /// A card by somebody who may write one, or might when they did.
    public struct Written: Sendable {
        /// The deposit's identifier, which decides where nothing else does.
        public let id: String
        public let card: EmergencyCard
        /// Whether its author counsels the client now.
        public let isByCounselor: Bool

        public init(id: String, card: EmergencyCard, isByCounselor: Bool) {
            self.id = id
            self.card = card
            self.isByCounselor = isByCounselor
        }
    }

    /// A number further beyond those before it is not gone on from: otherwise the greatest number there is would be everybody's.
    public static let widestGap = CrisisFlag.widestGap

    /// The card that counts: the last of somebody who counsels the client now before the last of somebody who did. Which is the last
    /// the log says: a number and a time are their author's word, and no two clocks show the same.
    /// - Parameter order: where the log has it; asked only where there are several to choose from
    public static func newest<Failure: Error>(
        of written: [Written], order: (Written) throws(Failure) -> Int
    ) throws(Failure) -> EmergencyCard? {
        let present = written.filter(\.isByCounselor)
        let candidates = present.isEmpty ? written : present
        guard candidates.count > 1 else { return candidates.first?.card }
        var newest: (place: (Int, String), card: EmergencyCard)?
        for one in candidates {
            let place = (try order(one), one.id)
            if newest.map({ $0.place < place }) ?? true { newest = (place, one.card) }
        }
        return newest?.card
    }

    /// The number of the next card, which follows those of all, whoever wrote them.
    public static func nextNumber(after written: [Written]) -> Int {
        var last = 0
        for number in written.map(\.card.number).sorted() {
            guard number - last <= widestGap else { break }
            last = number
        }
        return last + 1
    }
}
