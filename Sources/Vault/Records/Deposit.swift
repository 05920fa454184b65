public import Cryptography

/// Something left for the members of a compartment by someone who need not be one (docs/file-format.md, "Deposit").
public struct Deposit: Sendable {
    static let label = "tacet/1/deposit"
    static let keyLabel = "tacet/1/deposit-key"

    struct Recipient: Sendable {
        let holder: Holder
        /// The compartment's generation; 0 for a person.
        let generation: UInt32
        let method: HPKEMethod
        let message: HPKE.SealedMessage
    }

    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let id: OpaqueID
    public let depositor: OpaqueID
    let recipients: [Recipient]
    let signed: SignedMessage
    private let header: [UInt8]
    private let salt: [UInt8]
    private let commitment: [UInt8]
    private let ciphertext: [UInt8]

    /// To whom a deposit goes.
    public enum Destination: Sendable {
        /// A generation whose statement was checked, and which is not stale.
        case generation(GenerationStatement)
        /// Each of the people who still belong, while the compartment is stale.
        case people([Member], compartment: OpaqueID)
        /// A checked generation that is not stale, and beside it people who do not belong to the compartment but shall read
        /// this one deposit.
        case generationAndPeople(GenerationStatement, [Member])
        /// One lot a key, none of which says whose it is: each bears a random identifier in a person's place. Whoever is
        /// not to read it gets a lot to a key that nobody has.
        case lots([X25519.PublicKey], compartment: OpaqueID)
    }

    /// Whether it went to one generation of a compartment, and to nobody beside.
    public func isFor(_ statement: GenerationStatement) -> Bool {
        recipients.count == 1 && recipients[0].holder == .compartment(statement.compartment)
            && recipients[0].generation == statement.generation && compartment == statement.compartment
    }

    /// Seals and signs a deposit.
    /// - Parameters:
    ///   - membership: nil for a station, which seals in mode_base, without the practice secret
    ///   - body: at most 64 MiB
    public init(
        _ body: [UInt8], kind: String, to destination: Destination, practice: OpaqueID, membership: Membership?,
        by signer: any Signing
    ) throws(VaultError) {
        let id = try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }
        let dataKey = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }
        let salt = try cryptographic { () throws(CryptographyError) in try RandomBytes.make(32) }
        let method: HPKEMethod = membership == nil ? .base : .psk
        var recipients: [Recipient] = []
        let compartment: OpaqueID
        func seal(to key: X25519.PublicKey, _ holder: Holder, _ generation: UInt32) throws(VaultError) {
            let info = Self.info(practice, compartment, id, holder, generation)
            recipients.append(
                Recipient(
                    holder: holder, generation: generation, method: method,
                    message: try method.seal(dataKey, to: key, info: info, membership: membership)))
        }
        func seal(to statement: GenerationStatement, and people: [Member]) throws(VaultError) {
            try seal(to: statement.publicKey, .compartment(compartment), statement.generation)
            for person in people { try seal(to: person.keys.agreement, .person(person.id), 0) }
        }
        switch destination {
        case .generation(let statement):
            compartment = statement.compartment
            try seal(to: statement, and: [])
        case .generationAndPeople(let statement, let people):
            compartment = statement.compartment
            try seal(to: statement, and: people)
        case .people(let people, let scope):
            compartment = scope
            for person in people { try seal(to: person.keys.agreement, .person(person.id), 0) }
        case .lots(let keys, let scope):
            compartment = scope
            for key in keys {
                let lot = try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }
                try seal(to: key, .person(lot), 0)
            }
        }
        guard !recipients.isEmpty, recipients.count < 256 else { throw .noKey(compartment: compartment) }
        let header = Self.header(practice, compartment, id)
        let headerHash = try digest(of: header)
        let plain = try SealedContent.padded(kind: kind, body: body, header: headerHash, by: signer)
        let keys = try ContentKeys(dataKey, salt: salt, info: ContentKeys.info(Self.keyLabel, header: headerHash))
        let ciphertext = try cryptographic { () throws(CryptographyError) in
            try AES256GCM.seal(plain, key: keys.content, nonce: ContentKeys.nonce, aad: header)
        }
        var writer = ByteWriter(label: Self.label)
        writer.prefixed(header)
        writer.u8(UInt8(recipients.count))
        for recipient in recipients {
            recipient.holder.write(to: &writer)
            writer.u32(recipient.generation)
            writer.u8(recipient.method.rawValue)
            writer.fixed(recipient.message.encapsulatedKey)
            writer.prefixed(recipient.message.ciphertext)
        }
        writer.fixed(salt)
        writer.fixed(keys.commitment)
        writer.prefixed(ciphertext)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a deposit's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .deposit)
        var reader = ByteReader(signed.message, of: .deposit)
        try reader.label(Self.label)
        header = try reader.prefixed()
        var inner = ByteReader(header, of: .deposit)
        try inner.formatAndSuite()
        practice = try inner.id()
        compartment = try inner.id()
        id = try inner.id()
        try inner.end()
        var recipients: [Recipient] = []
        for _ in 0..<(try reader.u8()) {
            let holder = try Holder(reading: &reader, of: .deposit)
            let generation = try reader.u32()
            if case .person = holder, generation != 0 { throw .malformed(.deposit) }
            if case .compartment = holder, generation == 0 { throw .malformed(.deposit) }
            let method = try HPKEMethod(reading: &reader, of: .deposit)
            let encapsulatedKey = try reader.fixed(32)
            recipients.append(
                Recipient(
                    holder: holder, generation: generation, method: method,
                    message: HPKE.SealedMessage(
                        encapsulatedKey: encapsulatedKey, ciphertext: try reader.prefixed())))
        }
        self.recipients = recipients
        salt = try reader.fixed(32)
        commitment = try reader.fixed(32)
        ciphertext = try reader.prefixed()
        depositor = try reader.id()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(.deposit, key: id.bytes, scope: compartment, target: .none, body: signed.bytes)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        let own = self.row
        guard row.address == own.address, row.scope == own.scope, row.target == own.target, practice == chain.practice
        else { throw .wrongKeyOrAltered }
        guard chain.isValidDeposit(signed, by: depositor) else { throw .badSignature(.deposit) }
    }

    func open(with ring: KeyRing, gcm: inout AES256GCM) throws(VaultError) -> (
        kind: String, author: OpaqueID, body: [UInt8]
    ) {
        try open(under: try openDataKey(with: ring), gcm: &gcm)
    }

    /// Opens a deposit of lots by trying each with the identity's own key: nothing says which one is whose.
    /// - Throws: `.noKey` where none of them is
    func openLot(with ring: KeyRing, gcm: inout AES256GCM) throws(VaultError) -> (
        kind: String, author: OpaqueID, body: [UInt8]
    ) {
        try open(under: try openLotKey(with: ring), gcm: &gcm)
    }

    /// The key of this deposit of lots, by which whoever drew one lets somebody else open it.
    /// - Throws: `.noKey` where none of the lots is the identity's own
    public func openLotKey(with ring: KeyRing) throws(VaultError) -> SecretBytes {
        for recipient in recipients {
            guard case .person = recipient.holder else { continue }
            let info = Self.info(practice, compartment, id, recipient.holder, recipient.generation)
            do throws(VaultError) {
                return try recipient.method.open(
                    recipient.message, with: ring.identity.agreement, info: info, membership: ring.membership)
            } catch .wrongKeyOrAltered { continue }
        }
        throw .noKey(compartment: compartment)
    }

    /// Opens a deposit under its data key, which one of the recipients handed on.
    func open(under dataKey: borrowing SecretBytes, gcm: inout AES256GCM) throws(VaultError) -> (
        kind: String, author: OpaqueID, body: [UInt8]
    ) {
        let headerHash = try digest(of: header)
        let keys = try ContentKeys(dataKey, salt: salt, info: ContentKeys.info(Self.keyLabel, header: headerHash))
        guard constantTimeEqual(keys.commitment, commitment) else { throw .wrongKeyOrAltered }
        let plain: [UInt8]
        do throws(CryptographyError) {
            plain = try gcm.open(ciphertext, key: keys.content, nonce: ContentKeys.nonce, aad: header)
        } catch { throw VaultError(error) }
        let content = try SealedContent(parsing: plain, in: 0..<plain.count)
        return (content.kind, content.author, content.body)
    }

    /// Whether a person is among the recipients by themself.
    public func names(_ person: OpaqueID) -> Bool {
        recipients.contains { $0.holder == .person(person) }
    }

    /// Whether one of the recipients is a key that the ring holds.
    public func isMeant(for ring: KeyRing) -> Bool {
        recipients.contains { recipient in
            switch recipient.holder {
            case .person(let person): person == ring.identity.id
            case .compartment(let compartment): ring.holds(compartment, generation: recipient.generation)
            }
        }
    }

    /// Whether one of the recipients is a compartment, so that all who belong there open it.
    public func isSealed(to compartment: OpaqueID) -> Bool {
        recipients.contains { $0.holder == .compartment(compartment) }
    }

    /// The key of this deposit alone, by which one of its recipients can let somebody else open it.
    /// - Throws: `.noKey`
    public func openDataKey(with ring: KeyRing) throws(VaultError) -> SecretBytes {
        for recipient in recipients {
            let info = Self.info(practice, compartment, id, recipient.holder, recipient.generation)
            switch recipient.holder {
            case .person(let person) where person == ring.identity.id:
                return try recipient.method.open(
                    recipient.message, with: ring.identity.agreement, info: info, membership: ring.membership)
            case .compartment(let compartment) where ring.holds(compartment, generation: recipient.generation):
                return try recipient.method.open(
                    recipient.message,
                    with: try ring.secret(of: compartment, generation: recipient.generation).agreement, info: info,
                    membership: ring.membership)
            default: continue
            }
        }
        throw .noKey(compartment: compartment)
    }

    private static func header(_ practice: OpaqueID, _ compartment: OpaqueID, _ id: OpaqueID) -> [UInt8] {
        var writer = ByteWriter()
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(practice)
        writer.id(compartment)
        writer.id(id)
        return writer.bytes
    }

    private static func info(
        _ practice: OpaqueID, _ compartment: OpaqueID, _ id: OpaqueID, _ holder: Holder, _ generation: UInt32
    ) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/deposit-info")
        writer.id(practice)
        writer.id(compartment)
        writer.id(id)
        holder.write(to: &writer)
        writer.u32(generation)
        return writer.bytes
    }
}
