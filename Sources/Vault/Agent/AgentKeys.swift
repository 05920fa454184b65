public import Cryptography

/// Private keys that lie in the person's agent. Each use is a question to it; what comes back is a signature or a secret of
/// one message, never a key.
public final class AgentKeys: IdentityKeys {
    /// Asks the agent: an operation and its argument give its answer. Throws `.keysAway` where nobody answers.
    public typealias Asking = (KeyOperation, UnsafeRawBufferPointer) throws(VaultError) -> SecretBytes

    let described: IdentityDescription
    private let ask: Asking
    /// Takes over once the agent has gone: the same keys, opened in this process.
    private var standIn: Identity?
    /// Whether the agent went while its keys were wanted, or gave what is none of theirs, and nobody opened the identity in its place: what
    /// went wrong since says nothing of the records. It is not asked again.
    public private(set) var isGone = false
    /// How to get that; nil where nobody can be asked.
    public var reopen: (() throws -> Identity)?
    /// Whether it may still have what the command before left: asked for once, when the agent is woken.
    private var maySessionWait: Bool
    private let keepsSessions: Bool
    private var session: SecretBytes?

    /// - Parameters:
    ///   - description: as the agent gave it
    ///   - keepsSessions: whether it keeps what a command leaves for the next; one of before does not
    public init(_ description: [UInt8], keepsSessions: Bool = false, ask: @escaping Asking) throws(VaultError) {
        described = try IdentityDescription(parsing: description)
        self.ask = ask
        self.keepsSessions = keepsSessions
        maySessionWait = keepsSessions
    }

    /// The identity that these keys make.
    public func identity() throws(VaultError) -> Identity { try Identity(keptBy: self) }

    /// What is written under a signature that does not hold is spoiled for everybody and for good: an agent that gives one is none.
    public func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try signature(for: message) { described.publicKeys.signing.isValid(signature: $0, for: message) }
    }

    public func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try signature(for: message) { _ in true }
    }

    private func signature(
        for message: [UInt8], holding: (_ signature: [UInt8]) -> Bool
    ) throws(VaultError) -> [UInt8] {
        if let standIn { return try standIn.signature(for: message) }
        guard !isGone else { return try takeOver().signature(for: message) }
        do throws(VaultError) {
            let signature = try answer(.sign, message, count: 64).revealed()
            guard holding(signature) else { throw .keysAway }
            return signature
        } catch .keysAway { return try takeOver().signature(for: message) }
    }

    public func decapsulated(_ encapsulatedKey: [UInt8]) throws(VaultError) -> SecretBytes {
        if let standIn { return try standIn.agreement.decapsulated(encapsulatedKey) }
        guard !isGone else { return try takeOver().agreement.decapsulated(encapsulatedKey) }
        do throws(VaultError) {
            return try answer(.decapsulate, encapsulatedKey, count: 32)
        } catch .keysAway { return try takeOver().agreement.decapsulated(encapsulatedKey) }
    }

    public func blended(_ shared: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        if isGone { _ = try takeOver() }
        if standIn == nil {
            do throws(VaultError) {
                return try checked(
                    try shared.withUnsafeBytes { bytes throws(VaultError) in try ask(.blend, bytes) }, 32)
            } catch .keysAway { _ = try takeOver() }
        }
        guard let membership = standIn?.membership else { throw .keysAway }
        return try membership.blended(shared)
    }

    public func wake() throws(VaultError) {
        guard standIn == nil else { return }
        do throws(VaultError) {
            if maySessionWait {
                maySessionWait = false
                let kept = try ask(.takeSession, UnsafeRawBufferPointer(start: nil, count: 0))
                if kept.count > 0 { session = consume kept }
            } else {
                _ = try answer(.ping, [], count: 0)
            }
        } catch .keysAway { _ = try takeOver() } catch .wrongKeyOrAltered {
            // Nothing was given that could not be opened: what it says of a session says nothing of the practice.
        }
    }

    public func takeSession() -> SecretBytes? {
        var taken: SecretBytes?
        swap(&taken, &session)
        return taken
    }

    public func keepSession(_ session: borrowing SecretBytes) {
        guard keepsSessions, standIn == nil else { return }
        _ = try? session.withUnsafeBytes { bytes throws(VaultError) in try ask(.keepSession, bytes) }
    }

    private func answer(_ operation: KeyOperation, _ argument: [UInt8], count: Int) throws(VaultError) -> SecretBytes {
        try checked(
            try argument.lend(argument.indices) { bytes throws(VaultError) in try ask(operation, bytes) }, count)
    }

    private func checked(_ answer: consuming SecretBytes, _ count: Int) throws(VaultError) -> SecretBytes {
        guard answer.count == count else { throw .keysAway }
        return answer
    }

    /// - Throws: `.keysAway` where nobody can be asked, or somebody else's identity was opened
    private func takeOver() throws(VaultError) -> Identity {
        guard let reopen, let opened = try? reopen(), opened.id == described.person,
            opened.publicKeys == described.publicKeys, opened.membership?.practice == described.practice?.id
        else {
            isGone = true
            throw .keysAway
        }
        (standIn, isGone) = (opened, false)
        return opened
    }
}
