import AuditTrail
public import Counseling
public import Cryptography
public import RecordStore
import Vault

/// What stands in the way of bringing somebody's keys to another computer.
public enum DeviceFault: String, Error, Sendable, Equatable {
    /// The file is no request, or somebody changed it.
    case notARequest
    /// The request is for somebody else's keys.
    case otherPerson
    case tooOld
    /// That computer's clock is ahead, or this one's is behind.
    case fromTheFuture
    /// The words that were typed are not of this request.
    case otherCode
    /// The keys arrived there already.
    case inUse
    case lost
    /// The file is no transfer.
    case notATransfer
    /// The transfer answers another request than the one that waits on this computer.
    case otherRequest
    /// It does not open, or whoever made it did not know the code.
    case transferAltered
    /// The audit trail does not know that the keys were handed out.
    case notAllowed
}

/// The request of a computer that is to have somebody's keys, as the computer that has them reads it.
public struct DeviceAsking {
    /// How long a request is good, seconds.
    static let lifetime: Int64 = 7 * 86_400
    /// How many words the code has, and how many of them are the request's own.
    public static let codeWords = DeviceRequest.boundWords + ReceivingKey.secretWords
    let request: DeviceRequest

    /// - Throws: `.device(.notARequest)`
    public init(reading file: [UInt8]) throws(RoomError) {
        do throws(VaultError) { request = try DeviceRequest(parsing: file) } catch { throw .device(.notARequest) }
        guard request.name.isEmpty || name != nil else { throw .device(.notARequest) }
    }

    public var id: Identifier<Device> { Identifier(request.id) }

    public var shortName: String { request.shortName }

    /// What its person calls that computer.
    public var name: DeviceName? {
        String(validating: request.name, as: UTF8.self).flatMap { text in
            (try? DeviceName(text)).flatMap { $0.text == text ? $0 : nil }
        }
    }

    /// By that computer's clock.
    public var made: UTCTime? { try? UTCTime(secondsSince1970: request.made) }

    /// The first words of the code, as places in the word list: they are of this request and of no other.
    public func words() throws(RoomError) -> [Int] { try translating { try request.words() } }

    /// Whether the keys of an identity may go there.
    /// - Throws: `.otherPractice`, `.device`
    public func requireFits(_ identity: UnlockedIdentity, now: UTCTime) throws(RoomError) {
        guard let membership = identity.identity.membership, request.practice == membership.practice,
            request.root == membership.root
        else { throw .otherPractice }
        guard request.shortName == identity.shortName else { throw .device(.otherPerson) }
        guard now.secondsSince1970 - request.made <= Self.lifetime else { throw .device(.tooOld) }
        guard request.made - now.secondsSince1970 <= 600 else { throw .device(.fromTheFuture) }
    }
}

/// The key to which a person's keys are sealed, on the computer that asks for them.
public struct DeviceReceiver {
    let key: ReceivingKey

    /// A new one, for the practice that this computer sees.
    /// - Parameter setsAside: whether an identity that lies here is put aside for the one that comes
    public init(
        for shortName: ShortName, in store: any RecordStore, name: DeviceName?, setsAside: Bool, now: UTCTime
    ) throws(RoomError) {
        key = try translating {
            let chain = try store.read { reading in
                try MembershipChain(
                    reading.links().map { try MembershipStatement(parsing: $0.body) },
                    keys: nil)
            }
            return try ReceivingKey.generate(
                practice: chain.practice, root: chain.root, shortName: shortName.text, made: now.secondsSince1970,
                name: Array((name?.text ?? "").utf8), setsAside: setsAside)
        }
    }

    /// Opens its file.
    /// - Throws: `.wrongPassphrase`, `.unusableFile`
    public init(opening file: [UInt8], passphrase: borrowing SecretBytes) throws(RoomError) {
        do throws(VaultError) {
            key = try ReceivingKey.open(file, passphrase: passphrase)
        } catch .malformed { throw .unusableFile(.notOurs) } catch { throw RoomError(carrying: error) }
    }

    public var id: Identifier<Device> { Identifier(key.request.id) }
    public var setsAside: Bool { key.setsAside }
    public var shortName: String { key.request.shortName }
    /// The request file's bytes.
    public var request: [UInt8] { key.request.file }

    /// The words to be typed on the computer that has the keys, as places in the word list.
    public func code() throws(RoomError) -> [Int] { try translating { try key.code() } }

    /// The file's bytes.
    public func file(passphrase: borrowing SecretBytes, log2N: Int) throws(RoomError) -> [UInt8] {
        do throws(VaultError) { return try key.sealed(passphrase: passphrase, log2N: log2N) } catch {
            throw RoomError(carrying: error)
        }
    }

    /// Opens what came from the other computer.
    /// - Throws: `.device(.notATransfer)`, `.device(.otherRequest)`, `.device(.transferAltered)`
    public func open(_ file: [UInt8]) throws(RoomError) -> ArrivedKeys {
        let transfer: DeviceTransfer
        do throws(VaultError) { transfer = try DeviceTransfer(parsing: file) } catch { throw .device(.notATransfer) }
        guard transfer.request == (try translating { try key.request.hash() }) else { throw .device(.otherRequest) }
        let content: DeviceTransfer.Content
        do throws(VaultError) { content = try transfer.open(with: key) } catch { throw .device(.transferAltered) }
        guard let pin = try? Pin(parsing: content.pin, key: content.identity.publicKeys.signing),
            pin.practice == key.request.practice, pin.root == key.request.root, pin.person == content.identity.id
        else { throw .device(.transferAltered) }
        return ArrivedKeys(
            identity: UnlockedIdentity(content.identity), pin: content.pin, station: content.station, device: id)
    }
}

/// What a person's keys arrive with.
public struct ArrivedKeys {
    public let identity: UnlockedIdentity
    /// What the other computer had seen of the practice, signed.
    public let pin: [UInt8]
    /// The workstation's key, so that a flag is raised and a complaint handed in on this computer too.
    public let station: [UInt8]?
    public let device: Identifier<Device>

    /// Whether a pin that stands on this computer knows less than the one that came: then that one takes its place.
    public func knowsMore(than standing: [UInt8]) -> Bool {
        guard let here = try? Pin(parsing: standing, key: nil), let came = try? Pin(parsing: pin, key: nil) else {
            return false
        }
        return (here.epoch, here.size) < (came.epoch, came.size)
    }
}

extension UnlockedIdentity {
    /// These keys, sealed for the computer that asked: a transfer file's bytes.
    /// - Parameters:
    ///   - pin: the person's pin as it stands here
    ///   - station: the workstation's key file
    ///   - proof: the last words of the code
    /// - Throws: `.passphraseNeeded` where the keys lie in an agent
    public func transfer(to asking: DeviceAsking, pin: [UInt8], station: [UInt8]?, proof: [Int]) throws(RoomError)
        -> [UInt8]
    {
        try translating {
            let station = try station.flatMap { file -> StationKey? in
                // One that is damaged is no reason to leave the person without their keys.
                let secret = try SecretBytes(copying: file)
                return try? StationKey(parsing: secret)
            }
            return try DeviceTransfer(identity, pin: pin, station: station, to: asking.request, proof: proof).file
        }
    }
}

extension RecordRoom {
    /// Holds the practice against a pin of this person's that came from elsewhere.
    /// - Throws: `.rolledBack`
    public func hold(against pin: [UInt8]) throws(RoomError) {
        try translating {
            let pins = Pins(session: session)
            let seen = try pins.ownPin(pin)
            // Of an epoch before, what stands here was accepted by this person already.
            guard seen.epoch >= session.epoch else { return }
            try session.store.read { try pins.compare(seen, with: $0) }
        }
    }

    /// Whether this person may go by a short name: nobody else bears it here. A colleague who answers a request in its person's place
    /// would have them work under the colleague's pseudonym.
    public func mayBeCalled(_ shortName: ShortName) throws(RoomError) -> Bool {
        try translating {
            try StaffRoll(chain: session.chain).everyone().allSatisfy {
                $0.member.shortName != shortName || OpaqueID($0.id) == session.me
            }
        }
    }
}
