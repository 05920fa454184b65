/// What was disclosed of a client, kept apart from their file: an account that is owed when the file is gone.
public struct DisclosureAccount: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let client: Identifier<Client>
    /// As the file had them, the oldest first.
    public let disclosures: [DisclosureRecord]

    public init(client: Identifier<Client>, disclosures: [DisclosureRecord]) {
        self.client = client
        self.disclosures = disclosures.sorted { ($0.sentAt, $0.id.hex) < ($1.sentAt, $1.id.hex) }
    }

    /// Whether this may be the next version of it: nothing that was accounted for is left out again.
    public func mayBeFollowed(by next: DisclosureAccount) -> Bool {
        next.client == client && Set(disclosures).isSubset(of: next.disclosures)
    }

    /// Whether everything in it is about its client, and nothing is told twice.
    public var isWhole: Bool {
        !disclosures.isEmpty && disclosures.allSatisfy { $0.client == client }
            && Set(disclosures.map(\.id)).count == disclosures.count
    }
}

extension DisclosureAccount: ConfidentialRecord {}
