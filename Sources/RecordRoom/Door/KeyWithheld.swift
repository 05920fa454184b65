import Counseling
import Vault

/// Whether the newest key of `practice` was kept from somebody to whom it belongs.
///
/// Whoever makes the next key grants it to everyone who belongs, in the same act, so that nobody who worked under the one before
/// and stayed is ever without it. It is told from links and signatures, which need no key.
enum KeyWithheld {
    /// What is wrong; nil where the key's absence has an ordinary reason.
    /// - Parameters:
    ///   - chain: as far as it shows without keys
    ///   - statements: of which it was made
    static func find(
        _ history: CompartmentHistory, ring: KeyRing, chain: MembershipChain, statements: [MembershipStatement]
    ) -> RoomError? {
        let me = ring.identity.id
        guard chain.members[me]?.effect == .active, let newest = history.generations.last,
            let held = history.generations.last(where: { ring.holds(history.compartment, generation: $0.generation) }),
            held.generation < newest.generation, held.chainHead.position >= back(me, statements)
        else { return nil }
        return .keyWithheld(by: Identifier(newest.signer), generation: newest.generation)
    }

    /// Where somebody was taken back who was suspended or had left; 0 for who never was. That may still wait for a confirmation,
    /// which nobody sees without keys: whoever got no key since is told nothing of this.
    private static func back(_ person: OpaqueID, _ statements: [MembershipStatement]) -> UInt32 {
        let own = statements.filter { $0.kind == .person && $0.subject == person }
        guard let away = own.last(where: { $0.effect != .active })?.position else { return 0 }
        return own.first { $0.position > away }?.position ?? .max
    }
}
