"""The solver's inner loops, compiled by ``warp`` for the processor.

Constraints are solved one after the other in one thread (Gauss-Seidel), which settles cloth in far
fewer rounds than solving all at once. Imported only where cloth is draped.
"""

# Warp reads annotations as types of its own; postponed ones would be text.
# mypy: ignore-errors
import warp as wp


@wp.kernel
def predict(
    x: wp.array(dtype=wp.vec3),
    v: wp.array(dtype=wp.vec3),
    last: wp.array(dtype=wp.vec3),
    pull: wp.array(dtype=float),
    gravity: wp.vec3,
    damping: float,
    dt: float,
):
    """Moves particles by their speed, damped, and gravity."""
    i = wp.tid()
    speed = (v[i] + gravity * pull[i] * dt) * (1.0 - damping * dt)
    length = wp.length(speed)
    most = 3.0
    if length > most:
        speed = speed * (most / length)
    last[i] = x[i]
    x[i] = x[i] + speed * dt


@wp.kernel
def distances(
    x: wp.array(dtype=wp.vec3),
    w: wp.array(dtype=float),
    pairs: wp.array2d(dtype=int),
    rest: wp.array(dtype=float),
    give: wp.array(dtype=float),
    slack: wp.array(dtype=float),
    count: int,
    backwards: int,
    dt: float,
):
    """Keeps pairs at their distance: stiffly against stretching, softly against compression."""
    for k in range(count):
        c = k
        if backwards == 1:
            c = count - 1 - k
        i = pairs[c, 0]
        j = pairs[c, 1]
        d = x[i] - x[j]
        length = wp.length(d)
        if length > 1.0e-9:
            error = length - rest[c]
            compliance = give[c]
            if error < 0.0:
                compliance = slack[c]
            total = w[i] + w[j] + compliance / (dt * dt)
            if total > 0.0:
                step = d * (error / (length * total))
                x[i] = x[i] - step * w[i]
                x[j] = x[j] + step * w[j]


@wp.kernel
def nearest(
    mesh: wp.uint64,
    x: wp.array(dtype=wp.vec3),
    reach: float,
    at: wp.array(dtype=wp.vec3),
    normal: wp.array(dtype=wp.vec3),
    near: wp.array(dtype=int),
):
    """The body's surface nearest to each particle, as a point and an outward normal."""
    i = wp.tid()
    sign = float(0.0)
    face = int(0)
    u = float(0.0)
    t = float(0.0)
    near[i] = 0
    if wp.mesh_query_point_sign_normal(mesh, x[i], reach, sign, face, u, t):
        p = wp.mesh_eval_position(mesh, face, u, t)
        away = x[i] - p
        length = wp.length(away)
        n = wp.mesh_eval_face_normal(mesh, face)
        if length > 1.0e-5:
            n = away * (sign / length)
        at[i] = p
        normal[i] = n
        near[i] = 1


@wp.kernel
def keep_out(
    x: wp.array(dtype=wp.vec3),
    last: wp.array(dtype=wp.vec3),
    w: wp.array(dtype=float),
    at: wp.array(dtype=wp.vec3),
    normal: wp.array(dtype=wp.vec3),
    near: wp.array(dtype=int),
    thickness: float,
    friction: float,
    floor: float,
    most: float,
):
    """Pushes particles out of the body and off the floor, with friction."""
    i = wp.tid()
    if w[i] > 0.0:
        if near[i] == 1:
            depth = thickness - wp.dot(x[i] - at[i], normal[i])
            if depth > 0.0:
                # What stood deep inside comes out over several steps, not in one jump.
                x[i] = x[i] + normal[i] * wp.min(depth, most)
                moved = x[i] - last[i]
                along = moved - normal[i] * wp.dot(moved, normal[i])
                length = wp.length(along)
                if length > 1.0e-9:
                    x[i] = x[i] - along * wp.min(1.0, friction * depth / length)
        if x[i][1] < floor:
            moved = x[i] - last[i]
            x[i] = wp.vec3(x[i][0] - 0.6 * moved[0], floor, x[i][2] - 0.6 * moved[2])


@wp.kernel
def apart(
    grid: wp.uint64,
    x: wp.array(dtype=wp.vec3),
    w: wp.array(dtype=float),
    flat: wp.array(dtype=wp.vec3),
    first: wp.array(dtype=int),
    neighbour: wp.array(dtype=int),
    radius: float,
    push: wp.array(dtype=wp.vec3),
):
    """How each particle is pushed by others of the cloth that came too near."""
    i = wp.tid()
    sum = wp.vec3(0.0, 0.0, 0.0)
    count = float(0.0)
    for j in wp.hash_grid_query(grid, x[i], radius):
        if j != i:
            d = x[i] - x[j]
            length = wp.length(d)
            if length < radius and length > 1.0e-8:
                # Neighbours in the cloth may be as near as the cloth has them.
                own = flat[i] - flat[j]
                same = own[2] == 0.0 and wp.length(own) < 2.0 * radius
                for k in range(first[i], first[i + 1]):
                    if neighbour[k] == j:
                        same = True
                if not same:
                    sum = sum + d * (0.5 * (radius - length) / length)
                    count = count + 1.0
    push[i] = wp.vec3(0.0, 0.0, 0.0)
    if count > 0.0 and w[i] > 0.0:
        push[i] = sum / count


@wp.kernel
def shift(x: wp.array(dtype=wp.vec3), push: wp.array(dtype=wp.vec3), share: float):
    """Applies the pushes."""
    i = wp.tid()
    x[i] = x[i] + push[i] * share


@wp.kernel
def speeds(
    x: wp.array(dtype=wp.vec3),
    last: wp.array(dtype=wp.vec3),
    v: wp.array(dtype=wp.vec3),
    dt: float,
):
    """Speeds out of where particles were and are."""
    i = wp.tid()
    v[i] = (x[i] - last[i]) / dt


@wp.func
def lit(n: wp.vec3, view: wp.vec3, right: wp.vec3):
    """Light of a key, a fill and a rim lamp that go round with the eye, on a matt surface."""
    up = wp.vec3(0.0, 1.0, 0.0)
    key = wp.max(wp.dot(n, wp.normalize(right * 0.5 + up * 0.7 + view * 0.8)), 0.0)
    fill = wp.max(wp.dot(n, wp.normalize(right * -0.8 + up * 0.25 + view * 0.5)), 0.0)
    rim = wp.pow(1.0 - wp.max(wp.dot(n, view), 0.0), 3.0)
    sky = 0.5 + 0.5 * n[1]
    return 0.30 + 0.14 * sky + 0.52 * key + 0.20 * fill + 0.06 * rim


@wp.kernel
def shade(
    mesh: wp.uint64,
    normals: wp.array(dtype=wp.vec3),
    uvs: wp.array(dtype=wp.vec2),
    faces: wp.array2d(dtype=int),
    skin: wp.array(dtype=int),
    texture: wp.array2d(dtype=wp.vec3),
    eye: wp.vec3,
    right: wp.vec3,
    up: wp.vec3,
    ahead: wp.vec3,
    width: int,
    height: int,
    scale: float,
    picture: wp.array2d(dtype=wp.vec4),
):
    """One ray a pixel, parallel: cloth with its print, body in grey, the rest transparent."""
    row, column = wp.tid()
    across = (float(column) + 0.5 - 0.5 * float(width)) * scale
    down = (0.5 * float(height) - float(row) - 0.5) * scale
    origin = eye + right * across + up * down
    q = wp.mesh_query_ray(mesh, origin, ahead, 100.0)
    picture[row, column] = wp.vec4(1.0, 1.0, 1.0, 0.0)
    if q.result:
        a = faces[q.face, 0]
        b = faces[q.face, 1]
        c = faces[q.face, 2]
        t = 1.0 - q.u - q.v
        n = wp.normalize(normals[a] * q.u + normals[b] * q.v + normals[c] * t)
        view = -ahead
        inner = float(1.0)
        if wp.dot(q.normal, view) < 0.0:
            n = -n
            inner = 0.78
        colour = wp.vec3(0.84, 0.82, 0.80)
        if skin[q.face] == 0:
            uv = uvs[a] * q.u + uvs[b] * q.v + uvs[c] * t
            rows = texture.shape[0]
            columns = texture.shape[1]
            x = int(wp.floor((uv[0] - wp.floor(uv[0])) * float(columns)))
            y = int(wp.floor((1.0 - (uv[1] - wp.floor(uv[1]))) * float(rows)))
            colour = texture[wp.clamp(y, 0, rows - 1), wp.clamp(x, 0, columns - 1)] * inner
        else:
            colour = colour * 0.92
        light = lit(n, view, right)
        # Light reaches folds less: a short ray away from the surface that hits something.
        shadow = wp.mesh_query_ray(
            mesh,
            wp.mesh_eval_position(mesh, q.face, q.u, q.v) + n * 0.003,
            wp.normalize(n + right * 0.25 + up * 0.6 + view * 0.45),
            0.10,
        )
        if shadow.result:
            light = light * 0.80
        picture[row, column] = wp.vec4(
            wp.min(colour[0] * light, 1.0),
            wp.min(colour[1] * light, 1.0),
            wp.min(colour[2] * light, 1.0),
            1.0,
        )
