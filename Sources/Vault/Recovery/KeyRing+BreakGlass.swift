import Cryptography

extension KeyRing {
    /// A request of this identity's for a generation that it never held.
    /// - Parameters:
    ///   - times: JSON, for everyone active
    ///   - reason: JSON with a salt, for `people`
    ///   - practiceKey: the newest generation of `practice`
    public func glassRequest(
        _ id: OpaqueID, for generation: GenerationStatement, shareSet: ShareSet, times: [UInt8], reason: [UInt8],
        to people: [Member], practiceKey: GenerationStatement, chain: MembershipChain
    ) throws(VaultError) -> GlassRequest {
        let text = Self.padded(reason)
        let box = try CompartmentBox.seal(
            times, to: practiceKey, context: GlassRequest.timesContext(chain.practice, id), secret: membership)
        let letter = try Letter(
            try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: text) }, to: people,
            in: generation.compartment, by: self)
        return try GlassRequest(
            for: generation, id: id, shareSet: shareSet, times: box,
            reason: (try GlassRequest.reasonHash(of: text), letter), chainHead: chain.head, by: identity)
    }

    /// When it was asked and until when it lasts, as JSON.
    /// - Throws: `.noKey` for whoever does not hold `practice`
    public func times(of request: GlassRequest) throws(VaultError) -> [UInt8] {
        let practice = FixedCompartment.practice.id(in: request.practice)
        return try request.times.open(
            with: try secret(of: practice, generation: request.times.generation),
            context: GlassRequest.timesContext(request.practice, request.id), secret: membership)
    }

    /// Why it was asked, as JSON.
    /// - Throws: `.noKey` for whom it is not meant; `.wrongKeyOrAltered` where this one reads another reason than the others
    public func reason(of request: GlassRequest) throws(VaultError) -> [UInt8] {
        let text = try request.letter.open(in: request.compartment, with: self).revealed()
        guard try GlassRequest.reasonHash(of: text) == request.reasonDigest else { throw .wrongKeyOrAltered }
        return try Self.unpadded(text)
    }

    /// Whether the reason is meant for this identity.
    public func isReasonMeant(_ request: GlassRequest) -> Bool { request.letter.isMeant(for: self) }

    /// That this identity opened it, or knows of it.
    public func glassMark(_ step: GlassMark.Step, of request: GlassRequest, chain: MembershipChain) throws(VaultError)
        -> GlassMark
    {
        try GlassMark(step, of: request, finding: nil, chainHead: chain.head, by: identity)
    }

    /// That this identity reviewed it.
    /// - Parameter finding: JSON, for the committee
    public func glassReview(
        of request: GlassRequest, finding: [UInt8], committeeKey: GenerationStatement, chain: MembershipChain
    ) throws(VaultError) -> GlassMark {
        let box = try CompartmentBox.seal(
            Self.padded(finding), to: committeeKey, context: GlassMark.findingContext(request, identity.id),
            secret: membership)
        return try GlassMark(.reviewed, of: request, finding: box, chainHead: chain.head, by: identity)
    }

    /// What was found, as JSON.
    /// - Throws: `.noKey` for whoever does not hold `committee`
    public func finding(of mark: GlassMark, in request: GlassRequest) throws(VaultError) -> [UInt8] {
        guard let box = mark.finding else { throw .malformed(.recovery) }
        let committee = FixedCompartment.committee.id(in: request.practice)
        return try Self.unpadded(
            try box.open(
                with: try secret(of: committee, generation: box.generation),
                context: GlassMark.findingContext(request, mark.signer), secret: membership))
    }

    private static func padded(_ json: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(json)
        writer.zeros(Padding.padded(writer.bytes.count) - writer.bytes.count)
        return writer.bytes
    }

    private static func unpadded(_ text: [UInt8]) throws(VaultError) -> [UInt8] {
        var reader = ByteReader(text, of: .recovery)
        let json = try reader.prefixed()
        guard reader.restIsZero else { throw .malformed(.recovery) }
        return json
    }
}
