import Cryptography

// Keys that somebody made for others and that do not open what they should. Their makers' signatures hold: only who has the keys
// can tell.
extension KeyRing {
    /// Held generations, below one of a compartment, to which the newer ones do not lead back: whoever is given that one needs them
    /// by themselves.
    public func cutOff(below generation: UInt32, of compartment: OpaqueID) -> [UInt32] {
        cuts(in: compartment).filter { $0 <= generation && holds(compartment, generation: $0 - 1) }.map { $0 - 1 }
    }

    /// Whether a generation's secret opens the one before it; nil where the ring does not hold it.
    public func leadsBack(_ statement: GenerationStatement, to former: GenerationStatement) -> Bool? {
        guard let secret = try? secret(of: statement.compartment, generation: statement.generation) else { return nil }
        return Self.secret(before: secret, statement, former) != nil
    }

    /// Whether a grant opens the secret of its generation; nil where it is not to this identity, with the keys it has, nor to a
    /// compartment that the ring holds.
    public func opens(_ grant: Grant, of statement: GenerationStatement) -> Bool? {
        switch grant.holder {
        case .person(let person):
            guard person == identity.id, grant.recipientKeyID == identity.keyID else { return nil }
            let secret = try? grant.open(with: identity, membership: membership)
            return secret?.publicKey == statement.publicKey
        case .compartment(let parent):
            guard let through = try? secret(of: parent, generation: grant.holderGeneration) else { return nil }
            let secret = try? grant.open(with: through, membership: membership)
            return secret?.publicKey == statement.publicKey
        }
    }

    /// Whether this identity's share opens; nil where it has none under the keys it has. What is in it only enough of them
    /// together tell.
    public func opensShare(of shares: ShareSet) -> Bool? {
        guard shares.hasShare(of: identity.id, keyID: identity.keyID) else { return nil }
        return (try? shares.openShare(of: identity, membership: membership)) != nil
    }
}
