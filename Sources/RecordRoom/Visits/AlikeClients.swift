public import Counseling

extension Visit where P == FindingClient {
    /// The clients who may be the one that is about to be registered.
    public func clients(like profile: ClientProfile) throws -> [ClientEntry] {
        try ClientFiles(session: session, reading: reading).all().entries.filter { profile.isLike($0.profile) }
    }
}
