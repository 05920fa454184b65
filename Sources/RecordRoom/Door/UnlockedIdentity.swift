public import Counseling
public import Cryptography
import Vault

/// A person's unlocked identity, to be handed to the door; what is in it stays there.
public struct UnlockedIdentity {
    let identity: Identity
    /// Where the keys lie in an agent.
    let agent: AgentKeys?
    /// What a command left for the next, where this is the agent's.
    let shelf = SessionShelf()

    init(_ identity: Identity) {
        self.identity = identity
        agent = nil
    }

    /// A new identity with random keys.
    public init(making shortName: ShortName) throws(RoomError) {
        self.init(try translating { try Identity.generate(shortName: shortName.text) })
    }

    /// New keys for somebody who is there: the pseudonym stays.
    public init(making shortName: ShortName, replacing person: Identifier<Person>) throws(RoomError) {
        self.init(try translating { try Identity.generate(shortName: shortName.text, as: OpaqueID(person)) })
    }

    /// Opens an identity file.
    /// - Throws: `.wrongPassphrase`, `.unusableFile`
    public init(opening file: [UInt8], passphrase: borrowing SecretBytes) throws(RoomError) {
        do throws(VaultError) {
            self.init(try Identity.open(file, passphrase: passphrase))
        } catch .malformed { throw .unusableFile(.notOurs) } catch { throw RoomError(carrying: error) }
    }

    /// The identity file's bytes, an age file with a scrypt recipient.
    /// - Parameter log2N: scrypt's work factor, 17 to 20; each step doubles time and memory (18: about a second, 256 MiB)
    public func file(passphrase: borrowing SecretBytes, log2N: Int) throws(RoomError) -> [UInt8] {
        do throws(VaultError) {
            return try identity.sealed(passphrase: passphrase, log2N: log2N)
        } catch { throw RoomError(carrying: error) }
    }

    /// Scrypt's work factor of an identity file, as its header says it; nil where there is none.
    public static func workFactor(of file: [UInt8]) -> Int? {
        let stanza = file.split(separator: 0x0a, maxSplits: 2).dropFirst().first.map {
            String(decoding: $0, as: UTF8.self)
        }
        let words = stanza?.split(separator: " ") ?? []
        return words.count == 4 && words[1] == "scrypt" ? Int(words[3]) : nil
    }

    /// The same identity after taking in a welcome file with the joining code.
    /// - Throws: `.wrongPassphrase` for a wrong code, `.unusableFile`
    public func welcomed(by file: [UInt8], code: borrowing SecretBytes) throws(RoomError) -> UnlockedIdentity {
        do throws(VaultError) {
            return UnlockedIdentity(try WelcomeFile.open(file, code: code, for: identity))
        } catch .malformed { throw .unusableFile(.forSomeoneElse) } catch { throw RoomError(carrying: error) }
    }

    public var shortName: String { identity.shortName }
    /// Whether the identity belongs to a practice already.
    public var isMember: Bool { identity.membership != nil }

    /// The practice's identifier, 32 hexadecimal digits, once the identity belongs to one.
    public var practiceHex: String? { identity.membership?.practice.hex }

    /// The person's pseudonym.
    public var person: Identifier<Person> { Identifier(identity.id) }

    /// Six places in the word list, to be compared by voice.
    public func fingerprint() throws(RoomError) -> [Int] {
        try translating { try identity.publicKeys.fingerprint() }
    }
}

/// Random places in the word list, each worth 12.9 bits.
public func randomWordNumbers(count: Int) throws(RoomError) -> [Int] {
    try translating { try WordNumbers.random(count: count) }
}

// The domain and the vault know nothing of each other; here an identifier of one becomes an identifier of the other.
extension Identifier {
    init(_ id: OpaqueID) { self.init(opaque: id.bytes) }

    private init(opaque bytes: [UInt8]) {
        guard let made = try? Identifier(bytes: bytes) else {
            preconditionFailure("an OpaqueID always has 16 bytes")
        }
        self = made
    }
}

extension OpaqueID {
    init<Entity>(_ identifier: Identifier<Entity>) { self = OpaqueID(identifier.bytes) ?? .none }
}

extension Duties {
    init(_ roles: Set<Role>) { self = roles.reduce(into: []) { $0.formUnion(Duties($1)) } }

    private init(_ role: Role) {
        switch role {
        case .counselor: self = .counselor
        case .trainee: self = .trainee
        case .intakeWorker: self = .intake
        case .supervisor: self = .supervisor
        case .committeeMember: self = .committee
        case .director: self = .director
        case .frontDesk: self = .frontDesk
        case .bookkeeper: self = .bookkeeper
        case .auditor: self = .auditor
        case .custodian: self = .custodian
        }
    }

    var roles: Set<Role> { Set(Role.allCases.filter { contains(Duties([$0])) }) }
}
