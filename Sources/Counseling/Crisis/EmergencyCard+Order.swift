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

    /// A card that is numbered further beyond those before it does not count: otherwise the greatest number there is would leave
    /// it to clocks which of two later cards is the newer.
    public static let widestGap = CrisisFlag.widestGap

    /// The card that counts: the last of somebody who counsels the client now before the last of somebody who did. And the
    /// number of the next, which follows all that count, whoever wrote them.
    public static func newest(of written: [Written]) -> (card: EmergencyCard?, next: Int) {
        var last = 0
        var newest: Written?
        for one in written.sorted(by: {
            ($0.card.number, $0.card.at, $0.id) < ($1.card.number, $1.card.at, $1.id)
        }) {
            guard one.card.number - last <= widestGap else { break }
            last = one.card.number
            if one.isByCounselor || newest?.isByCounselor != true { newest = one }
        }
        return (newest?.card, last + 1)
    }
}
