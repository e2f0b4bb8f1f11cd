# Reads what strace saw a program ask of the network, and prints every address in it that is not loopback:
# ADDRESS:PORT, the path of a local socket, or the family of a socket that is neither.
#
# accept and getpeername name who called, which is not for the program to choose; a socketpair has no name.

/ (accept4?|getpeername|getsockname|socketpair)\(/ { next }

/ socket\(/ && !/AF_INET6?,/ && !/AF_UNIX,/ {
    match($0, /AF_[A-Z0-9]+/)
    print substr($0, RSTART, RLENGTH)
}

function quoted(after,    text) {
    text = substr($0, index($0, after) + length(after))
    return substr(text, 1, index(text, "\"") - 1)
}

function port(    text) {
    text = substr($0, index($0, "htons(") + 6)
    return substr(text, 1, index(text, ")") - 1)
}

/sa_family=AF_INET,/ {
    address = quoted("inet_addr(\"")
    if (address !~ /^127\./)
        print address ":" port()
    next
}

/sa_family=AF_INET6,/ {
    address = quoted("inet_pton(AF_INET6, \"")
    if (address != "::1")
        print address ":" port()
    next
}

/sa_family=AF_UNIX/ { print quoted("sun_path=\""); next }

/sa_family=/ {
    match($0, /sa_family=[A-Z0-9_]+/)
    print substr($0, RSTART + 10, RLENGTH - 10)
}
