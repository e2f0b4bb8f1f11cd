-- wrk: creates with ids of their own. Each thread and each run takes another range:
--     wrk -s bench/create.lua URL -- BODY-FILE RUN
local number = 0
local prefix, before, after

function setup(thread)
    threads = (threads or 0) + 1
    thread:set("place", threads)
end

function init(arguments)
    local file = assert(io.open(arguments[1]))
    local body = file:read("a*")
    file:close()
    local from, to = body:find("ml_job_tensor", 1, true)
    before, after = body:sub(1, from - 1), body:sub(to + 1)
    prefix = string.format("run%s_%d_", arguments[2], place)
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
end

function request()
    number = number + 1
    return wrk.format(nil, nil, nil, before .. prefix .. number .. after)
end
