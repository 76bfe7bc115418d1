"""What shops call the columns, in English and Chinese."""

from __future__ import annotations

from modiste.store.importers.headers import Aliases

ALIASES: dict[str, Aliases] = {
    "sale": {
        "order_id": (
            *("order id", "order number", "order no", "order", "invoice no", "invoice number"),
            *("invoiceno", "invoice", "transaction id", "receipt", "receipt no", "ticket"),
            *("订单号", "订单编号", "订单id", "单号", "小票号", "交易号"),
        ),
        "variant_id": (
            *("sku", "sku id", "variant sku", "item sku", "stock code", "stockcode", "item code"),
            *("article", "article id", "article no", "variant id", "barcode", "product code"),
            *(
                "item id",
                "product id",
                "商品编码",
                "货号",
                "条码",
                "规格编码",
                "sku编码",
                "商品编号",
            ),
        ),
        "sold_at": (
            *("date", "day", "order date", "sale date", "sold at", "sold on", "created at"),
            *("invoice date", "week"),
            *("invoicedate", "transaction date", "timestamp", "datetime", "time", "t dat"),
            *("日期", "下单时间", "订单时间", "销售日期", "付款时间", "成交时间", "交易时间"),
        ),
        "quantity": (
            *("quantity", "qty", "units", "units sold", "pieces", "amount sold"),
            *("数量", "件数", "销量", "销售数量", "购买数量"),
        ),
        "unit_price": (
            *("unit price", "unitprice", "price", "item price", "selling price", "net price"),
            *("单价", "售价", "成交价", "实付单价", "价格"),
        ),
        "discount": ("discount", "line discount", "discount amount", "折扣金额", "优惠金额"),
        "currency": ("currency", "currency code", "币种", "货币"),
        "location_id": (
            *("store", "store id", "shop", "location", "branch", "warehouse", "outlet"),
            *("门店", "店铺", "店铺名称", "仓库", "门店编号", "门店名称"),
        ),
        "channel": ("channel", "sales channel", "渠道", "销售渠道"),
        "customer_id": (
            *("customer id", "customerid", "customer", "client id", "member id", "user id"),
            *("email", "e mail", "customer email", "会员号", "客户编号", "会员编号", "手机号"),
        ),
        "return_reason": ("return reason", "退货原因"),
    },
    "stock": {
        "variant_id": (),
        "location_id": (),
        "counted_at": (
            "counted at",
            "count date",
            "snapshot date",
            "盘点日期",
            "库存日期",
            "日期",
            "date",
        ),
        "on_hand": (
            *("on hand", "stock", "inventory", "stock on hand", "available", "quantity on hand"),
            *("库存", "库存数量", "现有库存", "可用库存", "在库数量"),
        ),
        "committed": ("committed", "reserved", "allocated", "占用库存", "已分配"),
        "incoming": ("incoming", "on order", "in transit", "在途", "在途库存"),
    },
    "product": {
        "product_id": (
            *("product id", "style", "style id", "style no", "style number", "style code", "model"),
            *("parent sku", "item group id", "款号", "款式编码", "商品id", "spu", "spu编码"),
        ),
        "title": (
            *("title", "product name", "name", "item name", "description", "style name"),
            *("商品名称", "品名", "名称", "款式名称", "标题", "商品标题"),
        ),
        "brand": ("brand", "vendor", "label", "品牌"),
        "source_category": (
            *("category", "product type", "type", "product category", "department", "class"),
            *("类目", "品类", "分类", "类别", "商品分类"),
        ),
        "gender": ("gender", "sex", "性别"),
        "season": ("season", "季节", "季度", "年份季节"),
        "material": ("material", "fabric", "composition", "面料", "材质", "成分"),
        "launched_on": ("launch date", "launched on", "release date", "上市日期", "上架时间"),
    },
    "variant": {
        "variant_id": (),
        "product_id": (),
        "gtin": ("gtin", "ean", "upc", "barcode", "ean code", "条形码", "国际条码"),
        "colour": ("colour", "color", "colour name", "颜色", "颜色名称"),
        "size": ("size", "size name", "尺码", "尺寸", "规格"),
        "price": ("price", "retail price", "current price", "零售价", "吊牌价", "售价"),
        "cost": (
            "cost",
            "unit cost",
            "cost price",
            "cogs",
            "purchase price",
            "成本",
            "成本价",
            "进价",
        ),
    },
    "supply_term": {
        "supplier_id": ("supplier", "supplier id", "supplier name", "供应商", "供应商编号"),
        "variant_id": (),
        "lead_time_days": ("lead time", "lead time days", "交期", "交货天数", "采购周期"),
        "moq": ("moq", "minimum order quantity", "min order", "minimum", "起订量", "最小起订量"),
        "pack_size": ("pack size", "pack", "case pack", "order multiple", "装箱数", "包装数"),
        "unit_cost": ("unit cost", "cost", "采购价", "进价"),
    },
}
"""Column of a table → headers that feed it, by table."""

NEEDS = {
    "sale": ("order_id", "variant_id", "sold_at", "quantity"),
    "stock": ("variant_id", "on_hand"),
    "supply_term": ("supplier_id", "variant_id", "lead_time_days"),
    "product": ("product_id", "title"),
    "variant": ("variant_id", "product_id"),
}
"""Columns without which a draft leaves a table out."""
