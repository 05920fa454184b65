public import Cryptography
import Vault

// An unlocked identity in an agent: the agent answers, a command asks. Neither side can say "give me the key".
extension UnlockedIdentity {
    /// What an agent tells of the identity it holds; nothing of it is secret.
    public var publicDescription: [UInt8] { identity.description }

    /// Does what a command asked its agent for.
    /// - Parameters:
    ///   - operation: a number that came from outside
    ///   - argument: from outside too, of any length
    /// - Throws: `.altered` where the argument does not open; `.internalFault` for what is no question
    public func answer(_ operation: UInt8, _ argument: UnsafeRawBufferPointer) throws(RoomError) -> SecretBytes {
        guard let operation = KeyOperation(rawValue: operation) else { throw .internalFault("operation") }
        do throws(VaultError) {
            return try identity.answer(operation, argument, shelf)
        } catch .malformed { throw .internalFault("argument") } catch { throw RoomError(carrying: error) }
    }

    /// An identity whose keys lie in an agent.
    /// - Parameters:
    ///   - description: as the agent gave it
    ///   - keepsSessions: whether the agent keeps what a command leaves for the next
    ///   - ask: an operation and its argument give the agent's answer; `.altered` where it says that the argument does not open
    /// - Throws: `.altered` where the description is none
    public init(
        inAgent description: [UInt8], keepsSessions: Bool = false,
        ask: @escaping (UInt8, UnsafeRawBufferPointer) throws(RoomError) -> SecretBytes
    ) throws(RoomError) {
        do throws(VaultError) {
            let keys = try AgentKeys(description, keepsSessions: keepsSessions) {
                operation, argument throws(VaultError) in
                do throws(RoomError) { return try ask(operation.rawValue, argument) } catch .altered {
                    throw .wrongKeyOrAltered
                } catch { throw .keysAway }
            }
            identity = try keys.identity()
            agent = keys
        } catch { throw RoomError(carrying: error) }
    }

    /// What to do where the agent has gone when its keys are needed again: the same identity is opened here; nil for nothing.
    public func onceLocked(_ reopen: (() throws -> UnlockedIdentity)?) {
        agent?.reopen = reopen.map { reopen in { try reopen().identity } }
    }

    /// Whether that agent went while its keys were wanted, and nobody opened the identity here: whatever failed since failed by that.
    public var isAgentGone: Bool { agent?.isGone ?? false }

    /// Whether the keys lie in an agent.
    public var isInAgent: Bool { agent != nil }
}
